# shellcheck shell=bash
# What the jobs of all platforms share, to be sourced by bash. They may set
#   RETRIAL_FOLDER     the folder of a repository that holds the topics; `exercises` if not set
#   RETRIAL_EXERCISES  what is graded, separated by spaces; everything if not set
#   RETRIAL_SEED       the seed of the inputs; 0 if not set
#
# The grader runs in its own checkout with a cleared environment, so no file, folder or variable of a submission is
# where bash, Python, pip or pytest would look for code or for settings.

RETRIAL=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RETRIAL_PYTHON=$RETRIAL/.venv/bin/python

RETRIAL_BASIC="PATH HOME LANG TMPDIR"
# Where pip fetches from, and how: the hashes of the lock say what it may fetch.
RETRIAL_FETCH="PIP_CACHE_DIR PIP_NO_CACHE_DIR PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS
    PIP_TRUSTED_HOST PIP_CERT PIP_CLIENT_CERT PIP_PROXY PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_RETRIES
    http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
    SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE"
# What the report of a platform says.
RETRIAL_REPORT="CLASSROOM ASSIGNMENT SUBMISSION_TAG COMMIT_URL RELEASE_URL REVIEW_URL SUBMITTED_AT"

# cleared "NAMES" COMMAND ARGUMENTS...: runs a command in this checkout, with the variables of these names and no others.
cleared() {
    local kept=() name
    for name in $1; do
        if [ -n "${!name:-}" ]; then kept+=("$name=${!name}"); fi
    done
    (cd "$RETRIAL" && env -i "${kept[@]}" "${@:2}")
}

# make_venv [PYTHON]: makes the environment, of what the lock names and of nothing else.
make_venv() {
    # A cached wheel says itself which hash its source had, and pip believes it. Cached downloads are held against the lock.
    if [ -n "${PIP_CACHE_DIR:-}" ]; then rm -rf "$PIP_CACHE_DIR/wheels" || return; fi
    cleared "$RETRIAL_BASIC" "${1:-python3}" -I -m venv .venv || return
    cleared "$RETRIAL_BASIC $RETRIAL_FETCH" "$RETRIAL_PYTHON" -I -m pip install --quiet --no-deps --only-binary :all: \
        --require-hashes --requirement requirements/run.txt
}

# ours MODULE ARGUMENTS...: runs a module of this checkout. Variables that a platform sets reach it by name alone.
ours() {
    cleared "$RETRIAL_BASIC $RETRIAL_REPORT" PYTHONDONTWRITEBYTECODE=1 "$RETRIAL_PYTHON" -m "$@"
}

# grade_into RESULT SUBMISSION: writes the result as JSON. Returns 0 if all passed, 1 if not, 2 if the submission can't be
# graded, and RESULT.why says why; anything else is a failure of the grader. RESULT is not there if there is no verdict.
grade_into() {
    local exercises code=0
    read -ra exercises <<< "${RETRIAL_EXERCISES:-}"
    rm -f "$1" "$1.why"
    ours grader grade --require-isolation --seed "${RETRIAL_SEED:-0}" --submission "$2" --format json --out "$1" \
        -- "${exercises[@]}" 2> "$1.why" || code=$?
    cat "$1.why" >&2
    if [ "$code" -le 1 ] && ! [ -s "$1" ]; then return 3; fi
    return "$code"
}

# grade_repository RESULT REPOSITORY: grades copies of the exercise files in a repository, which may be hostile.
grade_repository() {
    local copies
    copies=$(mktemp -d) || return 3
    ours integrations.take "$2" "${RETRIAL_FOLDER:-exercises}" "$copies" || return 3
    grade_into "$1" "$copies"
}
