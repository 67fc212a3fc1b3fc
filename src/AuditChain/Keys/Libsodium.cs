using System.Runtime.InteropServices;

namespace AuditChain.Keys;

// The binding to libsodium (https://doc.libsodium.org, ISC licence): five functions, no wrapper package.
//
// Looked for in this order, and only at these places, because a library that an attacker can plant is a key that he has:
//   1. the bundled one: runtimes/<rid>/native, lib/runtimes/<rid>/native and the folder itself, beside AuditChain.dll and
//      beside the program;
//   2. the system's: by soname on Linux, where a name without a slash is searched in the system's folders alone; by
//      absolute path on macOS and Windows, where a bare name is also searched in the current folder.
// A library without the functions below (built with --enable-minimal) is passed over.
internal static partial class Libsodium
{
    private const string Name = "libsodium";
    private static readonly nint Library = Load();

    [ThreadStatic]
    private static bool s_hidden;

    static Libsodium()
    {
        // On zero the runtime would go on to search by its own rules; Require lets no call come that far.
        NativeLibrary.SetDllImportResolver(typeof(Libsodium).Assembly, (name, _, _) => name == Name ? Library : 0);
        IsLoaded = Library != 0 && Init() >= 0;
    }

    /// <summary>For tests: this thread sees a machine without libsodium.</summary>
    internal static bool Hidden { set => s_hidden = value; }

    internal static bool IsAvailable => IsLoaded && !s_hidden;

    private static bool IsLoaded { get; }

    internal static void Require()
    {
        if (IsAvailable) return;
        throw new AuditException(
            AuditError.AuditLibsodiumMissing,
            "Signing and checking signatures needs libsodium, which was not found. Install it: Debian and Ubuntu `apt install libsodium23`, "
            + "Fedora `dnf install libsodium`, Alpine `apk add libsodium`, macOS `brew install libsodium`; on Windows it comes with AuditLog "
            + $"(runtimes/{Rid}/native). Everything that needs no signature works without it.");
    }

    [LibraryImport(Name, EntryPoint = "crypto_sign_seed_keypair")]
    internal static partial int SeedKeypair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);

    [LibraryImport(Name, EntryPoint = "crypto_sign_detached")]
    internal static partial int SignDetached(Span<byte> signature, nint noLength, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Name, EntryPoint = "crypto_sign_verify_detached")]
    internal static partial int VerifyDetached(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_ed25519_noclamp")]
    internal static partial int ScalarMult(Span<byte> result, ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point);

    [LibraryImport(Name, EntryPoint = "sodium_init")]
    private static partial int Init();

    private static nint Load()
    {
        foreach (string candidate in Candidates())
        {
            if (!NativeLibrary.TryLoad(candidate, out nint library)) continue;
            if (NativeLibrary.TryGetExport(library, "crypto_scalarmult_ed25519_noclamp", out _)) return library;
            NativeLibrary.Free(library);
        }

        return 0;
    }

    private static IEnumerable<string> Candidates()
    {
        string file = OperatingSystem.IsWindows() ? "libsodium.dll" : OperatingSystem.IsMacOS() ? "libsodium.dylib" : "libsodium.so";
        string? beside = Path.GetDirectoryName(typeof(Libsodium).Assembly.Location);
        foreach (string? folder in new[] { beside, AppContext.BaseDirectory })
        {
            // Empty when the assembly was loaded from memory: a relative path would mean the current folder.
            if (!Path.IsPathFullyQualified(folder ?? "")) continue;
            yield return Path.Combine(folder!, "runtimes", Rid, "native", file);
            yield return Path.Combine(folder!, "lib", "runtimes", Rid, "native", file);
            yield return Path.Combine(folder!, file);
        }

        string[] system = OperatingSystem.IsWindows() ? [Path.Combine(Environment.SystemDirectory, file)]
            : OperatingSystem.IsMacOS() ? ["/opt/homebrew/lib/libsodium.dylib", "/usr/local/lib/libsodium.dylib", "/opt/local/lib/libsodium.dylib"]
            : ["libsodium.so.23", "libsodium.so.26", "libsodium.so"];
        foreach (string path in system) yield return path;
    }

    private static string Rid
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
