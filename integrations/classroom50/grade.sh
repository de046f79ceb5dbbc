#!/usr/bin/env bash
# grade.sh CHECKOUT: grades a learner's checkout, and leaves result.json and release-body.md in it for Classroom 50.
# It ends with 0 when there is a verdict, whatever the points.
set -eu
work=$(mktemp -d)
# shellcheck source=SCRIPTDIR/../grade.sh
source "$(dirname "${BASH_SOURCE[0]}")/../grade.sh"
make_venv

code=0
grade_repository "$work/result.json" "$1" || code=$?
[ "$code" -le 1 ] || exit "$code"
rm -rf "$1/result.json" "$1/release-body.md" # the learner may have committed such names, links among others
ours grader report "$work/result.json" --format classroom50 --out "$1/result.json"
ours grader report "$work/result.json" --format markdown --out "$1/release-body.md"
