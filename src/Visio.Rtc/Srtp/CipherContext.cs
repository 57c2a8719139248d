using System.Security.Cryptography;
using Visio.Rtc.Buffers;

namespace Visio.Rtc.Srtp;

/// <summary>A cipher of OpenSSL that keeps its key schedule; each packet sets only the IV. Owned by one thread.</summary>
internal sealed unsafe class CipherContext : IDisposable
{
    /// <summary>Bytes of an AES-128 key.</summary>
    public const int KeyLength = 16;

    /// <summary>About how much of a context in OpenSSL 3 a packet reads: counters, the table of GHASH and the key schedule.</summary>
    private const int ReadBytes = 896;

    // Found once per process: looking a cipher up costs more than encrypting a packet.
    private static readonly CipherFunctions Gcm = CipherFunctions.Find("AES-128-GCM");
    private static readonly CipherFunctions CounterMode = CipherFunctions.Find("AES-128-CTR");

    private readonly CipherFunctions _functions;
    private readonly bool _encrypts;
    private nint _context;

    private CipherContext(CipherFunctions functions, ReadOnlySpan<byte> key, bool encrypts)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException("AES-128 takes 16 bytes", nameof(key));
        }

        _functions = functions;
        _encrypts = encrypts;
        _context = functions.CreateContext();
        fixed (byte* k = key)
        {
            Require(_context != 0 && Init(k, KeyLength, null, 0));
        }
    }

    public static CipherContext CreateGcm(ReadOnlySpan<byte> key, bool encrypts) => new(Gcm, key, encrypts);

    /// <summary>In counter mode, encryption and decryption are the same.</summary>
    public static CipherContext CreateCounterMode(ReadOnlySpan<byte> key) => new(CounterMode, key, encrypts: true);

    /// <summary>Asks for the memory that the next packet reads (<see cref="CacheLines"/>).</summary>
    public void Warm() => CacheLines.Warm(_context, ReadBytes);

    /// <summary>Begins a packet: 12 bytes of IV for GCM, the 16 of the first counter block for counter mode.</summary>
    public void Begin(ReadOnlySpan<byte> iv)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* p = iv)
        {
            Require(Init(null, 0, p, iv.Length));
        }
    }

    /// <summary>Adds data that GCM authenticates and leaves in the clear.</summary>
    public void Authenticate(ReadOnlySpan<byte> data)
    {
        nuint written;
        fixed (byte* p = data)
        {
            Require(_functions.Update(_context, null, &written, (nuint)data.Length, p, (nuint)data.Length) == 1);
        }
    }

    /// <summary>Encrypts or decrypts; <paramref name="destination"/> is the source itself or does not overlap it.</summary>
    public void Transform(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // The native side trusts the lengths.
        if (source.Length > destination.Length)
        {
            throw new ArgumentException("shorter than the source", nameof(destination));
        }

        nuint written;
        fixed (byte* from = source, to = destination)
        {
            // OpenSSL takes a missing output for associated data.
            if (source.IsEmpty)
            {
                return;
            }

            Require(_functions.Update(_context, to, &written, (nuint)destination.Length, from, (nuint)source.Length) == 1);
        }
    }

    /// <summary>Ends a packet that was encrypted by GCM and writes its tag, 16 bytes.</summary>
    public void Seal(Span<byte> tag)
    {
        fixed (byte* p = tag[..GcmTransform.TagLength])
        {
            var parameters = stackalloc LibCrypto.Parameter[2];
            DescribeTag(parameters, p);
            Require(End() && _functions.GetParameters(_context, parameters) == 1);
        }
    }

    /// <summary>Ends a packet that was decrypted by GCM: whether the tag, 16 bytes, is right. OpenSSL compares in constant time.</summary>
    public bool Open(ReadOnlySpan<byte> tag)
    {
        fixed (byte* p = tag[..GcmTransform.TagLength])
        {
            var parameters = stackalloc LibCrypto.Parameter[2];
            DescribeTag(parameters, p);
            return _functions.SetParameters(_context, parameters) == 1 && End();
        }
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            _functions.FreeContext(_context);
            _context = 0;
        }
    }

    private bool Init(byte* key, int keyLength, byte* iv, int ivLength)
    {
        var init = _encrypts ? _functions.EncryptInit : _functions.DecryptInit;
        return init(_context, key, (nuint)keyLength, iv, (nuint)ivLength, null) == 1;
    }

    private bool End()
    {
        nuint written;
        byte nothing;
        return _functions.Final(_context, &nothing, &written, GcmTransform.TagLength) == 1;
    }

    /// <summary>Writes a list of one parameter and its end.</summary>
    private static void DescribeTag(LibCrypto.Parameter* parameters, byte* tag)
    {
        // Literals of bytes lie in the assembly's image and do not move.
        fixed (byte* name = "tag\0"u8)
        {
            parameters[1] = default;
            parameters[0] = new() { Key = name, Type = LibCrypto.Parameter.OctetString, Data = tag, Size = GcmTransform.TagLength };
        }
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new CryptographicException("OpenSSL refused a cipher operation");
        }
    }
}
