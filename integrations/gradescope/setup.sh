#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image of an assignment. Its base has to be Ubuntu 24.04 or newer.
set -eu
# shellcheck source=SCRIPTDIR/../grade.sh
source /autograder/source/retrial/integrations/grade.sh

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2> /dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "This image has no Python 3.11 to 3.14: choose Ubuntu 24.04 as the base of the autograder." >&2
    return 1
}

python=$(find_python)
if ! "$python" -c 'import ensurepip' 2> /dev/null; then
    apt-get update -qq
    apt-get install -y -qq python3-venv
fi
make_venv "$python"
chmod -R go+rX /autograder/source # so that students' code need not run as root

# A try, so that a mistake in the settings fails here and not for students.
# shellcheck source=/dev/null
source /autograder/source/settings.sh
code=0
grade_into "$(mktemp -d)/result.json" "$RETRIAL/exercises" > /dev/null || code=$?
case $code in
    0 | 1) ;;
    3) echo "The machine that builds this image can't grade. Try a submission before students do." >&2 ;;
    *) exit "$code" ;;
esac
