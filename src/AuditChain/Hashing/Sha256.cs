using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AuditChain.Hashing;

// Nearly all that this project computes is SHA-256 over a few hundred bytes, and .NET asks OpenSSL for a new context each
// time: 490 ns for a line of 295 bytes, and 390 ns for a node of the tree. OpenSSL itself, with a context that is kept, takes
// 200 and 105 ns. So on Linux its documented EVP functions are called directly; they obey the system's configuration (FIPS)
// as .NET's do, which calls the same library. Elsewhere, or where the library or its answer is not the expected one, .NET's are.

/// <summary>SHA-256 with one context a thread.</summary>
internal sealed unsafe class Sha256
{
    private static readonly OpenSslFunctions? s_openSsl = OpenSslFunctions.Load();

    [ThreadStatic]
    private static Sha256? s_own;

    private readonly OpenSslFunctions? _openSsl;
    private readonly IncrementalHash? _managed;
    private readonly ContextHandle? _context;

    /// <summary>A context of its own.</summary>
    /// <param name="openSsl">False for the one of .NET, wherever it runs.</param>
    internal Sha256(bool openSsl)
    {
        _openSsl = openSsl ? s_openSsl : null;
        if (_openSsl is null) _managed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        else _context = new ContextHandle(_openSsl);
    }

    /// <summary>True when OpenSSL is called directly.</summary>
    internal bool IsDirect => _openSsl is not null;

    /// <summary>SHA-256(<paramref name="first"/> ‖ <paramref name="rest"/>).</summary>
    public static Digest Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest) => (s_own ??= new Sha256(openSsl: true)).Compute(first, rest);

    /// <summary>SHA-256(<paramref name="first"/> ‖ <paramref name="rest"/>), in this context.</summary>
    internal Digest Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        if (_openSsl is not null)
        {
            _openSsl.Compute(_context!.Value, first, rest, hash);
            GC.KeepAlive(_context);
            return new Digest(hash);
        }
        _managed!.AppendData(first);
        _managed.AppendData(rest);
        _managed.GetHashAndReset(hash);
        return new Digest(hash);
    }

    /// <summary>Gives the context back when its thread is gone.</summary>
    private sealed class ContextHandle(OpenSslFunctions openSsl) : SafeHandle(openSsl.NewContext(), ownsHandle: true)
    {
        public nint Value => handle;

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            openSsl.Free(handle);
            return true;
        }
    }

    /// <summary>https://docs.openssl.org/3.0/man3/EVP_DigestInit/</summary>
    private sealed class OpenSslFunctions
    {
        private const ulong NoCleanupAtExit = 0x80000; // OPENSSL_INIT_NO_ATEXIT
        private readonly delegate* unmanaged[Cdecl]<nint> _new;
        private readonly delegate* unmanaged[Cdecl]<nint, void> _free;
        private readonly delegate* unmanaged[Cdecl]<nint> _sha256;
        private readonly delegate* unmanaged[Cdecl]<nint, nint, nint, int> _start;
        private readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, int> _update;
        private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint*, int> _end;

        private OpenSslFunctions(nint library)
        {
            // As .NET does it: a thread may still be hashing when the process ends.
            var initialize = (delegate* unmanaged[Cdecl]<ulong, nint, int>)NativeLibrary.GetExport(library, "OPENSSL_init_crypto");
            if (initialize(NoCleanupAtExit, 0) != 1) throw Failed();
            _new = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
            _free = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
            _sha256 = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "EVP_sha256");
            _start = (delegate* unmanaged[Cdecl]<nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestInit_ex");
            _update = (delegate* unmanaged[Cdecl]<nint, byte*, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestUpdate");
            _end = (delegate* unmanaged[Cdecl]<nint, byte*, uint*, int>)NativeLibrary.GetExport(library, "EVP_DigestFinal_ex");
        }

        /// <summary>The system's library, if it is there and gives the answer that FIPS 180-4 shows for "abc", twice in one context.</summary>
        public static OpenSslFunctions? Load()
        {
            if (!OperatingSystem.IsLinux()) return null;
            foreach (string name in (string[])["libcrypto.so.3", "libcrypto.so.1.1"])
            {
                if (!NativeLibrary.TryLoad(name, out nint library)) continue;
                try
                {
                    OpenSslFunctions functions = new(library);
                    if (functions.Knows("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")) return functions;
                }
                catch (Exception e) when (e is EntryPointNotFoundException or CryptographicException)
                {
                    // Not the library that was meant: .NET's own way is as good, only slower.
                }
                NativeLibrary.Free(library);
            }
            return null;
        }

        /// <summary>A context that computes SHA-256 over and over.</summary>
        public nint NewContext()
        {
            nint context = _new();
            if (context == 0) throw Failed();
            if (_start(context, _sha256(), 0) == 1) return context;
            _free(context);
            throw Failed();
        }

        public void Free(nint context) => _free(context);

        public void Compute(nint context, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, Span<byte> hash)
        {
            fixed (byte* one = first, two = rest, result = hash)
            {
                // Without a type it starts again with the one it has.
                if (_start(context, 0, 0) != 1 || _update(context, one, first.Length) != 1 || _update(context, two, rest.Length) != 1 || _end(context, result, null) != 1) throw Failed();
            }
        }

        private bool Knows(string answer)
        {
            nint context = NewContext();
            try
            {
                Span<byte> hash = stackalloc byte[Digest.Size], again = stackalloc byte[Digest.Size];
                Compute(context, "a"u8, "bc"u8, hash);
                Compute(context, "abc"u8, [], again);
                return hash.SequenceEqual(again) && Convert.ToHexStringLower(hash) == answer;
            }
            finally
            {
                Free(context);
            }
        }

        private static CryptographicException Failed() => new("OpenSSL does not compute SHA-256.");
    }
}
