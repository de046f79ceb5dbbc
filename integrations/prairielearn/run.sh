#!/usr/bin/env bash
# PrairieLearn's entrypoint: `run.sh retry_delay` grades /grade/student/retry_delay.py. Where the grader fails there are no
# results: PrairieLearn then tells the course's staff, and gives no zero.
set -eu
RETRIAL_EXERCISES=$1
# shellcheck source=SCRIPTDIR/../grade.sh
source /retrial/integrations/grade.sh

result=$(mktemp -d)/result.json
results=/grade/results/results.json
mkdir -p /grade/results
code=0
grade_into "$result" "/grade/student/$1.py" || code=$?
case $code in
    0 | 1) ours grader report "$result" --format prairielearn --out "$results" ;;
    2) # The file can't be read. That is for the student to mend, who is told why, and loses no attempt.
        "$RETRIAL_PYTHON" -Ic 'import json, sys; print(json.dumps({"gradable": False, "format_errors": [sys.stdin.read()]}))' \
            < "$result.why" > "$results"
        ;;
    *) exit "$code" ;;
esac
