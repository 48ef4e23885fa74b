# Read by `start` and `rekey`: looks whether the machine's Node will do.
if ! version=$(node --version 2>/dev/null); then
  echo 'Rekey needs Node 22.17 or newer, and finds no "node" in the PATH.' >&2
  exit 1
fi
major=${version#v}
minor=${major#*.}
major=${major%%.*}
minor=${minor%%.*}
if [ "$major" -lt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -lt 17 ]; }; then
  echo "Rekey needs Node 22.17 or newer; this is $version." >&2
  exit 1
fi
# The archive holds what production needs, and no playground.
export NODE_ENV="${NODE_ENV:-production}"
