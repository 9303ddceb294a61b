# Sourced by the scripts beside it: `aws` as Debian has it, against the embedded AWS.
set -euo pipefail

aws() { "$AWS" --endpoint-url "$LOCAL_AWS" --output text "$@"; }

# equal WHAT IS SHOULD-BE
equal() {
  [ "$2" = "$3" ] || { printf '%s is: %s\nand should be: %s\n' "$1" "$2" "$3" >&2; exit 1; }
}

# refused WORDS COMMAND...: the command fails, and says these words.
refused() {
  local words="$1" said
  shift
  if said="$("$@" 2>&1)"; then printf 'was taken: %s\n' "$*" >&2; exit 1; fi
  case "$said" in *"$words"*) ;; *) printf '%s\nsaid: %s\nand not: %s\n' "$*" "$said" "$words" >&2; exit 1 ;; esac
}

# until_true COMMAND...: looks again until the command succeeds, 20 seconds at most.
until_true() {
  local end=$((SECONDS + 20))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { printf 'never came true: %s\n' "$*" >&2; exit 1; }
    sleep 0.2
  done
}
