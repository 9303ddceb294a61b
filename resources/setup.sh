#!/usr/bin/env bash
# Makes in your account what the scenario needs, for production: installs the CDK app of this folder and deploys it.
set -euo pipefail

usage() {
  cat <<'END'
Usage: resources/setup.sh [--synth-only] -c stream=NAME [-c KEY=VALUE]... [options of cdk]

  --synth-only              makes and checks the CloudFormation template in resources/cdk.out
                            and stops; needs no account
  -c stream=NAME            Firehose stream to make
  -c prefix=PREFIX          what the keys of objects begin with (logs/)
  -c errorPrefix=PREFIX     the same of records that couldn't be delivered (error/)
  -c compression=WORD       none or gzip (none)
  -c bufferIntervalS=N      seconds until a buffer is delivered, 0 to 900 (60)
  -c bufferMib=N            MiB that a buffer holds, 1 to 128 (5)
  -c alarmTopicArn=ARN      SNS topic that hears of alarms (none)

Everything else is handed to the cdk command: --profile NAME, --output FOLDER and so on.
END
}

fail() {
  echo "resources/setup.sh: $1" >&2
  exit 1
}

command=deploy
output=
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage && exit 0 ;;
    --synth-only) command=synth ;;
    -o | --output)
      [ -n "${2:-}" ] || fail '--output needs the name of a folder.'
      # Made whole, because a folder that is named from where the user stands would be another one from ours.
      case "$2" in /*) output=$2 ;; *) output=$PWD/$2 ;; esac
      shift
      ;;
    *) options+=("$1") ;;
  esac
  shift
done

command -v node >/dev/null || fail 'Node.js is missing; install 20.19 or newer.'
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
  fail "Node.js $(node --version) is too old; install 20.19 or newer."
command -v npm >/dev/null || fail 'npm is missing; it comes with Node.js.'

cd "$(dirname "${BASH_SOURCE[0]}")"
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --loglevel error --no-progress >&2 || fail 'npm ci failed in resources; mend what it says above and run this again.'
fi

output=${output:-$PWD/cdk.out}
# The checks can be turned off by a variable; --strict makes their warnings fail too.
unset CDK_VALIDATION
export CDK_DISABLE_CLI_TELEMETRY=true
if [ "$command" = synth ]; then
  node_modules/.bin/cdk synth --quiet --strict --output "$output" ${options[@]+"${options[@]}"} ||
    fail 'the template was not made; mend what stands above and run this again.'
  echo "$output/Delivery.template.json"
else
  node_modules/.bin/cdk deploy --strict --output "$output" ${options[@]+"${options[@]}"} ||
    fail 'the deployment failed; mend what stands above and run this again.'
fi
