#!/usr/bin/env bash
# Grades the project of this job, and leaves the result and a JUnit report in .retrial.
set -eu
# shellcheck source=SCRIPTDIR/../grade.sh
source "$(dirname "${BASH_SOURCE[0]}")/../grade.sh"
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
