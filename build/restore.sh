# Sourced by build.sh. Restores the packages of the lock files once, before anything is built, so that what is missing is said
# once and by name. $out is set.

restore_packages() {
    local answer missing
    answer=$(dotnet restore AuditLog.slnx --artifacts-path "$out/obj" --verbosity quiet 2>&1) && return
    # The same error comes from each project.
    grep -i 'error' <<<"$answer" | sed 's/^.*error /error /; s/ \[[^]]*\]$//' | sort -u >&2
    missing=$(_missing_packages)
    if [[ -n $missing ]]; then
        echo "build.sh: these packages are in no cache, and no package feed could be reached that has them: $missing." >&2
        echo 'build.sh: run it once with a network; without one it uses what has been fetched.' >&2
    else
        echo 'build.sh: the packages could not be restored; the reasons are above.' >&2
    fi
    return 1
}

# What the lock files name and the cache of packages lacks: "Name version, Name version".
_missing_packages() {
    local cache name version
    cache=$(dotnet nuget locals global-packages --list)
    cache=${cache#*: }
    find . -name packages.lock.json -not -path './out/*' -exec cat {} + |
        awk -F'"' '/^      "[^"]+": \{/ { name = $2 } /"resolved":/ { print name, $4 }' | sort -u |
        while read -r name version; do
            [[ -d ${cache%/}/$(tr '[:upper:]' '[:lower:]' <<<"$name")/$version ]] || printf '%s %s, ' "$name" "$version"
        done | sed 's/, $//'
}
