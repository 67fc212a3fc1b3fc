using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NSec.Cryptography;

namespace AuditChain.Keys;

// The libsodium that NSec loaded, for the calls that NSec does not offer. NSec ships without a native of its own: the package
// libsodium, of the one version that NSec accepts, puts it where the runtime (the program) or the module's load context
// (PowerShell) finds it, under runtimes/<rid>/native. It is loaded when a key is first used, and never searched for elsewhere
// than NSec searches, because a library that an attacker can plant is a key that he has.
//
// NSec.Cryptography.dll itself may be missing too. A method that names its types cannot even be compiled then, so those
// are methods of their own, kept from being inlined, and reached only after Require.

/// <summary>Calls to libsodium beside NSec, and the one place that knows whether both are there.</summary>
internal static partial class SodiumNative
{
    private const string Library = "libsodium";
    private static readonly Exception? s_failure = Load();

    /// <summary>Whether NSec and its libsodium were loaded; asking loads them.</summary>
    internal static bool IsAvailable => s_failure is null;

    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    internal static void Require()
    {
        if (s_failure is null) return;
        string problem = s_failure switch
        {
            IOException => "NSec.Cryptography.dll is missing or cannot be loaded.",
            InvalidOperationException => $"NSec does not take the libsodium that was found. {s_failure.Message}",
            _ => $"libsodium for {RuntimeInformation.RuntimeIdentifier} is missing or cannot be loaded.",
        };
        string windows = OperatingSystem.IsWindows() ? " On Windows libsodium needs the Microsoft Visual C++ Redistributable as well." : "";
        throw new AuditException(
            AuditError.AuditLibsodiumMissing,
            $"Signing and checking signatures needs NSec.Cryptography.dll and libsodium 1.0.22, which are part of AuditLog. {problem} "
            + $"Install AuditLog again, all of its files.{windows} Everything that needs no signature works without them.",
            s_failure);
    }

    /// <summary>Whether 32 bytes are the canonical encoding of a point in the subgroup of prime order, other than the neutral one.</summary>
    internal static bool IsValidPoint(ReadOnlySpan<byte> point) => IsValidPointCore(point) == 1;

    [LibraryImport(Library, EntryPoint = "crypto_core_ed25519_is_valid_point")]
    private static partial int IsValidPointCore(ReadOnlySpan<byte> point);

    private static Exception? Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SodiumNative).Assembly, static (name, _, _) => name == Library ? OfNSec() : 0);
            Start();
            return null;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or MissingMemberException or PlatformNotSupportedException or InvalidOperationException)
        {
            return e;
        }
    }

    // NSec loads libsodium, compares its version and initializes it; our own call shows that it is a whole one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        _ = SignatureAlgorithm.Ed25519;
        _ = IsValidPoint(stackalloc byte[Ed25519.PublicKeySize]);
    }

    // Resolved for NSec's assembly, in its load context, so that it is the library that NSec has.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint OfNSec() => NativeLibrary.Load(Library, typeof(Key).Assembly, searchPath: null);
}
