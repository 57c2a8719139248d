using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.Dtls;

/// <summary>
/// One DTLS 1.2 association (RFC 6347) over OpenSSL memory BIOs, with the SRTP keys it agrees on (RFC 5764). Datagrams and the time
/// in, datagrams and application data out. Owned by one thread; never throws on network input.
/// </summary>
/// <remarks>
/// <para>
/// When to send again is decided by us, not OpenSSL: its timers read the system clock, which could be neither simulated nor stopped in
/// a debugger. They are set so far away that they never expire. The last flight is kept as it was sent and sent again when our own
/// deadline passes; its records keep their sequence numbers, so that the other side's replay window (RFC 6347 §4.1.2.6) lets through
/// exactly those it has not seen.
/// </para>
/// <para>
/// The side that ends the handshake, the server, has no timer: it sends its last flight again when the other side shows that it has not
/// got it (§4.2.4). It shows that by records that are new, since those that were seen are not even looked at. So a client lets OpenSSL
/// write its last flight <see cref="Copies"/> times at once, each in records of its own, and sends one after the other when its deadline
/// passes: the first <see cref="Copies"/> timers that OpenSSL starts for that flight have expired already.
/// </para>
/// <para>Native memory is owned by <see cref="SafeHandle"/>s, released by <see cref="Dispose"/>, by their finalizers at the latest.</para>
/// </remarks>
internal sealed unsafe class DtlsTransport : IDisposable
{
    /// <summary>Of a client's last flight. Sent at growing intervals they last for 15 s; OpenSSL gives up at a thirteenth.</summary>
    private const int Copies = 12;

    /// <summary>
    /// What an association takes of OpenSSL's memory: while it is made, and when its buffers for a record each way are given back. Measured with
    /// OpenSSL 3.0; most of the rest is the buffer for handshake messages, which DTLS keeps for late ones.
    /// </summary>
    private const int HandshakingBytes = 74_000;
    private const int RestingBytes = 41_000;

    /// <summary>The largest datagram that is sent, in bytes: it fits the smallest IPv6 link with headers and tunnels.</summary>
    public const int MaxDatagramSize = 1200;

    private static readonly TimeSpan InitialTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RepeatSpacing = TimeSpan.FromMilliseconds(50);

    // How often OpenSSL's timer is still to expire at once, in the call under way on this thread.
    [ThreadStatic]
    private static int _expiriesLeft;

    private readonly SslHandle _ssl;
    private readonly BioHandle _input;
    private readonly BioHandle _output;
    private readonly CertificateFingerprint _remoteFingerprint;
    private readonly DtlsFlight _flight = new();
    private readonly DtlsFlight _alerts = new();
    private readonly Instant _giveUpAt;
    private Instant _retransmitAt = Instant.Never;
    private Instant _repeatedAt;
    private TimeSpan _timeout = InitialTimeout;
    private int _flights;

    /// <summary>Prepares an association; the client's first flight is ready to be polled.</summary>
    public DtlsTransport(DtlsCertificate certificate, DtlsRole role, CertificateFingerprint remoteFingerprint, Instant now)
    {
        Role = role;
        _remoteFingerprint = remoteFingerprint;
        _giveUpAt = now + HandshakeLimit;
        _repeatedAt = now;
        _ssl = LibSsl.SSL_new(certificate.Context);
        _input = CreateMemoryBio();
        _output = CreateMemoryBio();
        if (_ssl.IsInvalid || _input.IsInvalid || _output.IsInvalid)
        {
            Dispose();
            throw new InvalidOperationException("OpenSSL could not make a DTLS association.");
        }

        // SSL_set_bio takes over one reference of each.
        _ = LibCrypto.BIO_up_ref(_input);
        _ = LibCrypto.BIO_up_ref(_output);
        LibSsl.SSL_set_bio(_ssl, _input, _output);
        LibSsl.SSL_ctrl(_ssl, LibSsl.CtrlSetMtu, MaxDatagramSize, null);
        LibSsl.DTLS_set_timer_cb(_ssl, &TimerDuration);
        if (role == DtlsRole.Client)
        {
            LibSsl.SSL_set_connect_state(_ssl);
            StepHandshake(now);
        }
        else
        {
            LibSsl.SSL_set_accept_state(_ssl);
        }
    }

    public DtlsRole Role { get; }

    public DtlsState State { get; private set; }

    /// <summary>Plain words for the log, once <see cref="State"/> is closed or failed.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The SRTP profile that was agreed; meaningful when connected.</summary>
    public SrtpProfile SrtpProfile { get; private set; }

    /// <summary>Memory that it takes, about.</summary>
    public int Bytes => State == DtlsState.Handshaking ? HandshakingBytes : RestingBytes;

    public Instant NextTimeout => State == DtlsState.Handshaking ? Instant.Min(_retransmitAt, _giveUpAt) : Instant.Never;

    /// <summary>Takes one datagram. When connected, call <see cref="TryRead"/> until it returns false afterwards.</summary>
    public DropReason HandleDatagram(ReadOnlySpan<byte> datagram, Instant now)
    {
        if (State is not (DtlsState.Handshaking or DtlsState.Connected))
        {
            return DropReason.DtlsUnexpected;
        }

        var repeats = false;
        while (DtlsRecord.TryRead(datagram, out var record))
        {
            if (record.IsAcceptable(State == DtlsState.Connected))
            {
                fixed (byte* bytes = datagram)
                {
                    _ = LibCrypto.BIO_write(_input, bytes, record.Size);
                }
            }

            repeats |= record.ContentType is DtlsRecord.Handshake or DtlsRecord.ChangeCipherSpec;
            datagram = datagram[record.Size..];
        }

        if (State == DtlsState.Handshaking)
        {
            StepHandshake(now);
            return State == DtlsState.Failed ? DropReason.DtlsInvalid : DropReason.None;
        }

        if (repeats && Role == DtlsRole.Server && now >= _repeatedAt + RepeatSpacing)
        {
            _repeatedAt = now;
            _flight.Repeat();
        }

        return DropReason.None;
    }

    /// <summary>Decrypts the next application data record of the datagram handed in last.</summary>
    public bool TryRead(Span<byte> destination, out int length)
    {
        length = 0;
        if (State != DtlsState.Connected)
        {
            return false;
        }

        LibCrypto.ERR_clear_error();
        fixed (byte* bytes = destination)
        {
            var read = LibSsl.SSL_read(_ssl, bytes, destination.Length);
            if (read > 0)
            {
                length = read;
                return true;
            }

            switch (LibSsl.SSL_get_error(_ssl, read))
            {
                case LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite:
                    break;
                case LibSsl.ErrorZeroReturn:
                    End(DtlsState.Closed, "the other side closed DTLS");
                    break;
                default:
                    End(DtlsState.Failed, $"DTLS failed: {LibCrypto.TakeError()}");
                    break;
            }
        }

        // What did not parse must not be read as the head of the next datagram.
        LibCrypto.BIO_ctrl(_input, LibCrypto.BioCtrlReset, 0, null);
        CollectOutput();
        _ = LibSsl.SSL_free_buffers(_ssl);
        return false;
    }

    /// <summary>Encrypts one message as one record in one datagram.</summary>
    /// <returns>False when not connected or when <paramref name="destination"/> cannot hold it.</returns>
    public bool TryWrite(ReadOnlySpan<byte> message, Span<byte> destination, out int length)
    {
        length = 0;
        if (State != DtlsState.Connected)
        {
            return false;
        }

        CollectOutput();
        LibCrypto.ERR_clear_error();
        _ = LibSsl.SSL_alloc_buffers(_ssl);
        fixed (byte* source = message, target = destination)
        {
            var written = LibSsl.SSL_write(_ssl, source, message.Length);
            _ = LibSsl.SSL_free_buffers(_ssl);
            if (written != message.Length)
            {
                return false;
            }

            if ((int)LibCrypto.BIO_ctrl_pending(_output) > destination.Length)
            {
                LibCrypto.BIO_ctrl(_output, LibCrypto.BioCtrlReset, 0, null);
                return false;
            }

            length = LibCrypto.BIO_read(_output, target, destination.Length);
            return length > 0;
        }
    }

    /// <summary>Writes the next datagram of the handshake or with an alert; false when there is none.</summary>
    public bool TryPollTransmit(Span<byte> destination, out int length)
    {
        destination = destination.Length > MaxDatagramSize ? destination[..MaxDatagramSize] : destination;
        return _flight.TryTake(destination, out length) || _alerts.TryTake(destination, out length);
    }

    /// <summary>Sends the flight again when its answer is overdue (RFC 6347 §4.2.4), and gives up in the end.</summary>
    public void HandleTimeout(Instant now)
    {
        if (State != DtlsState.Handshaking)
        {
            return;
        }

        if (now >= _giveUpAt)
        {
            End(DtlsState.Failed, "the DTLS handshake took too long");
        }
        else if (now >= _retransmitAt)
        {
            _flight.Repeat();
            _timeout = _timeout * 2 < MaxTimeout ? _timeout * 2 : MaxTimeout;
            _retransmitAt = now + _timeout;
        }
    }

    /// <summary>Derives the SRTP keying material (RFC 5764 §4.2).</summary>
    public bool TryExportSrtpKeys(Span<byte> destination)
    {
        fixed (byte* label = "EXTRACTOR-dtls_srtp"u8, output = destination)
        {
            return State == DtlsState.Connected
                && LibSsl.SSL_export_keying_material(_ssl, output, (nuint)destination.Length, label, 19, null, 0, 0) == 1;
        }
    }

    /// <summary>Queues close_notify.</summary>
    public void Close()
    {
        if (State == DtlsState.Connected)
        {
            LibCrypto.ERR_clear_error();
            _ = LibSsl.SSL_alloc_buffers(_ssl);
            _ = LibSsl.SSL_shutdown(_ssl);
            CollectOutput();
            End(DtlsState.Closed, "closed by us");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ssl.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    /// <summary>In microseconds: gone already, or 71 minutes, the longest OpenSSL can express, which is far beyond <see cref="HandshakeLimit"/>.</summary>
    [UnmanagedCallersOnly]
    private static uint TimerDuration(nint ssl, uint current) => _expiriesLeft-- > 0 ? 1 : uint.MaxValue;

    private static BioHandle CreateMemoryBio()
    {
        var bio = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        if (!bio.IsInvalid)
        {
            LibCrypto.BIO_ctrl(bio, LibCrypto.BioSetMemoryEofReturn, -1, null); // Empty means "try again", not the end.
        }

        return bio;
    }

    private void StepHandshake(Instant now)
    {
        LibCrypto.ERR_clear_error();

        // The first flight of a client is its hello, the next one its last.
        var copies = Role == DtlsRole.Client && _flights > 0 ? Copies : 1;
        _expiriesLeft = copies - 1;
        var result = LibSsl.SSL_do_handshake(_ssl);
        if (result != 1 && LibSsl.SSL_get_error(_ssl, result) is not (LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite))
        {
            var error = LibCrypto.TakeError();
            CollectOutput();
            End(DtlsState.Failed, $"the DTLS handshake failed: {error}");
            return;
        }

        if (CollectOutput(_expiriesLeft < 0 ? copies : 1))
        {
            _flights++;
            _timeout = InitialTimeout;
            _retransmitAt = now + _timeout;
        }

        if (result == 1)
        {
            Complete();
        }
        else
        {
            LibCrypto.BIO_ctrl(_input, LibCrypto.BioCtrlReset, 0, null);
        }
    }

    /// <summary>Nothing is connected before the certificate is the one that signalling promised (RFC 5763 §5, RFC 8827 §6.5).</summary>
    private void Complete()
    {
        if (!IsExpectedCertificate())
        {
            Refuse("the DTLS certificate is not the one whose fingerprint was signalled");
            return;
        }

        var profile = LibSsl.SSL_get_selected_srtp_profile(_ssl);
        if (profile is null || (SrtpProfile)profile->Id.Value is not (SrtpProfile.AeadAes128Gcm or SrtpProfile.Aes128CmHmacSha1Tag80))
        {
            Refuse("no SRTP profile was agreed");
            return;
        }

        SrtpProfile = (SrtpProfile)profile->Id.Value;
        State = DtlsState.Connected;
        if (Role == DtlsRole.Client)
        {
            _flight.Clear(); // The server's Finished proves that it has ours.
        }
    }

    private bool IsExpectedCertificate()
    {
        var hash = _remoteFingerprint.Algorithm.ToLowerInvariant() switch
        {
            "sha-256" => LibCrypto.EVP_sha256(),
            "sha-384" => LibCrypto.EVP_sha384(),
            "sha-512" => LibCrypto.EVP_sha512(),
            _ => 0,
        };
        var certificate = LibSsl.SSL_get1_peer_certificate(_ssl);
        if (hash == 0 || certificate == 0)
        {
            LibCrypto.X509_free(certificate);
            return false;
        }

        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        uint length = 0;
        fixed (byte* output = digest)
        {
            var ok = LibCrypto.X509_digest(certificate, hash, output, &length);
            LibCrypto.X509_free(certificate);
            return ok == 1
                && string.Equals(DtlsCertificate.FormatFingerprint(digest[..(int)length]), _remoteFingerprint.Value, StringComparison.OrdinalIgnoreCase);
        }
    }

    private void Refuse(string reason)
    {
        _ = LibSsl.SSL_shutdown(_ssl);
        CollectOutput();
        End(DtlsState.Failed, reason);
    }

    private void End(DtlsState state, string reason)
    {
        State = state;
        EndReason = reason;
        _retransmitAt = Instant.Never;
    }

    /// <summary>Moves what OpenSSL wrote to where it is sent from.</summary>
    /// <returns>Whether there was a flight of the handshake.</returns>
    private bool CollectOutput(int copies = 1)
    {
        var pending = (int)LibCrypto.BIO_ctrl_pending(_output);
        if (pending == 0)
        {
            return false;
        }

        // Alerts are sent once; the flight stands by to be repeated.
        byte contentType;
        var read = LibCrypto.BIO_read(_output, &contentType, 1);
        var records = contentType == DtlsRecord.Alert ? _alerts : _flight;
        var room = records.Append(pending, copies);
        room[0] = contentType;
        fixed (byte* rest = room[1..])
        {
            read += LibCrypto.BIO_read(_output, rest, pending - 1);
        }

        return read == pending && contentType != DtlsRecord.Alert;
    }
}
