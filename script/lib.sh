# Sourced by the scripts beside it: finds the JDK that runs Tideover.

readonly minimum_java=21

# Major version of the JDK in a folder, or nothing where there is none.
java_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# JAVA_HOME where it is new enough, else the newest JDK in the folders that installers use. The build's
# toolchains plugin looks in much the same places, so that what was compiled is what runs.
find_jdk() {
  local home major best="" best_major=$((minimum_java - 1))
  major=$(java_major "${JAVA_HOME:-/nonexistent}")
  if [ -n "$major" ] && [ "$major" -ge "$minimum_java" ]; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/lib/jvm/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.m2/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major=$(java_major "$home")
    if [ -n "$major" ] && [ "$major" -gt "$best_major" ]; then
      best=$home
      best_major=$major
    fi
  done
  if [ -z "$best" ]; then
    echo "No JDK $minimum_java or newer found. Install one (on Debian or Ubuntu: apt-get install openjdk-$minimum_java-jdk, or see https://adoptium.net), or set JAVA_HOME to it." >&2
    return 1
  fi
  printf '%s\n' "$best"
}
