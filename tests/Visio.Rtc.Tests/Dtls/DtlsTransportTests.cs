using System.Globalization;
using Visio.Rtc.Dtls;
using Visio.Rtc.Srtp;
using Visio.Testing;

namespace Visio.Rtc.Tests.Dtls;

public sealed class DtlsTransportTests : IDisposable
{
    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly DtlsCertificate _serverCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));

    public void Dispose()
    {
        _clientCertificate.Dispose();
        _serverCertificate.Dispose();
    }

    [Fact]
    public void Both_sides_agree_on_GCM_and_export_the_same_keys()
    {
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        Assert.Equal(SrtpProfile.AeadAes128Gcm, pair.Client.SrtpProfile);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, pair.Server.SrtpProfile);
        var ofClient = new byte[56];
        var ofServer = new byte[56];
        Assert.True(pair.Client.TryExportSrtpKeys(ofClient));
        Assert.True(pair.Server.TryExportSrtpKeys(ofServer));
        Assert.Equal(ofClient, ofServer);
        Assert.NotEqual(new byte[56], ofClient);
    }

    [Fact]
    public void The_fingerprint_is_32_upper_case_bytes_joined_by_colons()
    {
        Assert.Equal("sha-256", _clientCertificate.Fingerprint.Algorithm);
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", _clientCertificate.Fingerprint.Value);
        Assert.NotEqual(_clientCertificate.Fingerprint, _serverCertificate.Fingerprint);
    }

    [Fact]
    public void A_wrong_fingerprint_fails_and_exports_nothing()
    {
        using var pair = CreatePair(expectedOfServer: _clientCertificate.Fingerprint);
        Assert.False(pair.Run(TimeSpan.FromSeconds(5)));
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Contains("fingerprint", pair.Client.EndReason, StringComparison.Ordinal);
        Assert.False(pair.Client.TryExportSrtpKeys(new byte[56]));
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha-1")]
    [InlineData("")]
    public void A_fingerprint_by_a_weak_or_unknown_hash_fails(string algorithm)
    {
        using var pair = CreatePair(expectedOfServer: _serverCertificate.Fingerprint with { Algorithm = algorithm });
        Assert.False(pair.Run(TimeSpan.FromSeconds(5)));
        Assert.Equal(DtlsState.Failed, pair.Client.State);
    }

    [Fact]
    public void The_hash_is_named_and_spelled_in_any_case()
    {
        var fingerprint = _serverCertificate.Fingerprint;
        using var pair = CreatePair(expectedOfServer: new("SHA-256", fingerprint.Value.ToLowerInvariant()));
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Under_40_percent_loss_each_way_every_handshake_completes()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            using var pair = CreatePair();
            pair.SetLoss(0.4, seed);
            Assert.True(pair.Run(TimeSpan.FromSeconds(30)), string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {pair.Client.State}/{pair.Server.State}"));
        }
    }

    [Fact]
    public void A_side_that_hears_nothing_gives_up_after_thirty_seconds()
    {
        using var pair = CreatePair();
        pair.SetLoss(1, seed: 1);
        Assert.False(pair.Run(TimeSpan.FromSeconds(29)));
        Assert.Equal(DtlsState.Handshaking, pair.Client.State);
        Assert.False(pair.Run(TimeSpan.FromSeconds(2)));
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Equal(DtlsState.Failed, pair.Server.State);
        Assert.InRange(pair.SentByClient, 10, 25);
    }

    [Fact]
    public void No_datagram_of_the_handshake_exceeds_the_MTU()
    {
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        Assert.InRange(pair.LargestDatagram, 200, DtlsTransport.MaxDatagramSize);
    }

    [Fact]
    public void Application_data_goes_both_ways_and_several_records_fit_a_datagram()
    {
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        var datagram = new byte[1200];
        Assert.True(pair.Client.TryWrite("one"u8, datagram, out var first));
        Assert.True(pair.Client.TryWrite("two"u8, datagram.AsSpan(first), out var second));
        Assert.Equal(DropReason.None, pair.Server.HandleDatagram(datagram.AsSpan(0, first + second), pair.Now));

        var text = new byte[2048];
        Assert.True(pair.Server.TryRead(text, out var length));
        Assert.True(text.AsSpan(0, length).SequenceEqual("one"u8));
        Assert.True(pair.Server.TryRead(text, out length));
        Assert.True(text.AsSpan(0, length).SequenceEqual("two"u8));
        Assert.False(pair.Server.TryRead(text, out _));

        Assert.True(pair.Server.TryWrite("three"u8, datagram, out length));
        pair.Client.HandleDatagram(datagram.AsSpan(0, length), pair.Now);
        Assert.True(pair.Client.TryRead(text, out length));
        Assert.True(text.AsSpan(0, length).SequenceEqual("three"u8));
    }

    [Fact]
    public void Application_data_and_its_encryption_allocate_nothing()
    {
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        var message = new byte[1100];
        var datagram = new byte[1200];
        Exchange(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange(int times)
        {
            Span<byte> plain = stackalloc byte[2048];
            for (var i = 0; i < times; i++)
            {
                pair.Client.TryWrite(message, datagram, out var length);
                pair.Server.HandleDatagram(datagram.AsSpan(0, length), pair.Now);
                while (pair.Server.TryRead(plain, out _))
                {
                }
            }
        }
    }

    [Fact]
    public void A_close_notify_ends_the_other_side()
    {
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        pair.Server.Close();
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.False(pair.Client.TryWrite("late"u8, new byte[1200], out _));
    }

    [Fact]
    public void Replayed_truncated_and_mutated_datagrams_do_not_harm_a_connection()
    {
        const int Seed = 6347;
        var random = new SeededRandom(Seed);
        using var pair = CreatePair();
        Assert.True(pair.Run(TimeSpan.FromSeconds(1)));
        var genuine = new byte[1200];
        Assert.True(pair.Client.TryWrite("genuine"u8, genuine, out var length));
        genuine = genuine[..length];
        var plain = new byte[2048];
        Feed(genuine);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = genuine.ToArray();
            for (var n = random.Next(3); n >= 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes[0] = (byte)(20 + random.Next(44));
            var fed = 1 + random.Next(bytes.Length);
            Feed(bytes.AsSpan(0, fed));
            Assert.True(pair.Server.State == DtlsState.Connected, $"seed {Seed}, round {i}: {pair.Server.EndReason} {Convert.ToHexString(bytes.AsSpan(0, fed))}");
        }

        Assert.True(pair.Client.TryWrite("still here"u8, genuine = new byte[1200], out length));
        pair.Server.HandleDatagram(genuine.AsSpan(0, length), pair.Now);
        Assert.True(pair.Server.TryRead(plain, out length));
        Assert.True(plain.AsSpan(0, length).SequenceEqual("still here"u8));

        void Feed(ReadOnlySpan<byte> datagram)
        {
            pair.Server.HandleDatagram(datagram, pair.Now);
            while (pair.Server.TryRead(plain, out _))
            {
            }
        }
    }

    private DtlsPair CreatePair(CertificateFingerprint? expectedOfServer = null) =>
        new(_clientCertificate, _serverCertificate, expectedOfServer ?? _serverCertificate.Fingerprint);
}
