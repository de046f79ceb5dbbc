#!/usr/bin/env bash
# Grades the project of this job, and leaves the result and a JUnit report in .retrial.
set -eu
# shellcheck source=SCRIPTDIR/../grade.sh
source "$(dirname "${BASH_SOURCE[0]}")/../grade.sh"

# GitLab caches nothing outside of the project, so the learner may have committed files here: links would lead pip, which
# writes, and make_venv, which removes, to other places.
export PIP_CACHE_DIR="$CI_PROJECT_DIR/.retrial-cache"
if [ -L "$PIP_CACHE_DIR" ] || [ -e "$PIP_CACHE_DIR" ]; then find "$PIP_CACHE_DIR" -type l -delete; fi
make_venv

reports="$CI_PROJECT_DIR/.retrial"
rm -rf "$reports" # the learner may have committed something of this name, a link among others
mkdir "$reports"
code=0
grade_repository "$reports/result.json" "$CI_PROJECT_DIR" || code=$?
if [ -s "$reports/result.json" ]; then
    ours grader report "$reports/result.json" --format junit --out "$reports/junit.xml"
fi
exit "$code"
