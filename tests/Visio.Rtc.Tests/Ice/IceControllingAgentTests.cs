using System.Text;
using Visio.Rtc.Ice;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests.Ice;

public sealed class IceControllingAgentTests
{
    private static readonly TransportAddress Server = TransportAddress.FromIPv4(0x0A000001, 7882);
    private static readonly TransportAddress Other = TransportAddress.FromIPv4(0x0A000002, 7882);
    private static readonly TransportAddress Us = TransportAddress.FromIPv4(0x0A000009, 4000);

    private readonly SeededRandom _random = new(7675);
    private readonly IceCredentials _ours;
    private readonly IceCredentials _theirs;
    private readonly IceControllingAgent _agent;
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(100);

    public IceControllingAgentTests()
    {
        _ours = IceCredentials.Create(_random);
        _theirs = IceCredentials.Create(_random);
        _agent = new(_ours, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), _random);
        _agent.SetRemote(_theirs, _now);
    }

    [Fact]
    public void A_check_nominates_and_is_authentic()
    {
        _agent.AddCandidate(Server, _now);
        var check = Poll(out var to);
        Assert.Equal(Server, to);
        Assert.True(StunMessage.TryParse(check, out var message));
        Assert.Equal($"{_theirs.UsernameFragment}:{_ours.UsernameFragment}", Encoding.ASCII.GetString(message.Username));
        Assert.True(message.UseCandidate);
        Assert.NotNull(message.Controlling);
        Assert.NotNull(message.Priority);
        Assert.True(message.HasFingerprint);
        Assert.True(message.VerifyIntegrity(Encoding.ASCII.GetBytes(_theirs.Password)));
    }

    [Fact]
    public void An_unanswered_check_is_sent_again_with_growing_pauses()
    {
        _agent.AddCandidate(Server, _now);
        var first = Transaction(Poll(out _));
        var pauses = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var before = _now;
            Assert.False(_agent.TryPollTransmit(new byte[1280], out _, out _, _now));
            _now = _agent.NextTimeout;
            pauses.Add((_now - before).TotalMilliseconds);
            Assert.Equal(first, Transaction(Poll(out _)));
        }

        Assert.Equal([500, 1000, 2000, 2000], pauses);
    }

    [Fact]
    public void The_first_candidate_that_answers_is_selected_and_the_others_rest()
    {
        _agent.AddCandidate(Other, _now);
        _agent.AddCandidate(Server, _now);
        Poll(out _);
        _now += TimeSpan.FromMilliseconds(50);
        var check = Poll(out var to);
        Assert.Equal(Server, to);
        Assert.Equal(DropReason.None, Answer(check, Server));
        Assert.Equal(Server, _agent.Selected);
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.InRange((_agent.NextTimeout - _now).TotalSeconds, 4, 6);
    }

    [Fact]
    public void An_answer_from_elsewhere_or_with_a_wrong_password_or_transaction_counts_for_nothing()
    {
        _agent.AddCandidate(Server, _now);
        var check = Poll(out _);
        Assert.Equal(DropReason.StunUnauthenticated, Answer(check, Other));
        Assert.Equal(DropReason.StunUnauthenticated, Answer(check, Server, password: "wrong"));
        check[12] ^= 1;
        Assert.Equal(DropReason.StunUnauthenticated, Answer(check, Server));
        Assert.Equal(IceState.New, _agent.State);
        Assert.Equal(default, _agent.Selected);
    }

    [Fact]
    public void Consent_is_renewed_about_every_five_seconds_with_a_new_transaction_each()
    {
        _agent.AddCandidate(Server, _now);
        var transactions = new HashSet<StunTransactionId>();
        for (var i = 0; i < 20; i++)
        {
            var check = Poll(out _);
            Assert.True(transactions.Add(Transaction(check)));
            Assert.Equal(DropReason.None, Answer(check, Server));
            Assert.InRange((_agent.NextTimeout - _now).TotalSeconds, 4, 6);
            _now = _agent.NextTimeout;
        }
    }

    [Fact]
    public void Traffic_that_stops_brings_the_next_check_forward()
    {
        _agent.AddCandidate(Server, _now);
        Answer(Poll(out _), Server);
        _now += TimeSpan.FromSeconds(1);
        _agent.Heard(_now);
        Assert.Equal(_now + TimeSpan.FromSeconds(1), _agent.NextTimeout);
    }

    [Fact]
    public void A_restart_checks_with_the_new_credentials_and_keeps_the_address_meanwhile()
    {
        _agent.AddCandidate(Server, _now);
        var old = Poll(out _);
        Answer(old, Server);
        var newOurs = IceCredentials.Create(_random);
        var newTheirs = IceCredentials.Create(_random);
        _agent.Restart(newOurs);
        _agent.SetRemote(newTheirs, _now);
        Assert.Equal(Server, _agent.Selected);
        var check = Poll(out _);
        Assert.True(StunMessage.TryParse(check, out var message));
        Assert.Equal($"{newTheirs.UsernameFragment}:{newOurs.UsernameFragment}", Encoding.ASCII.GetString(message.Username));
        Assert.True(message.VerifyIntegrity(Encoding.ASCII.GetBytes(newTheirs.Password)));
        Assert.Equal(DropReason.None, Answer(check, Server, newTheirs.Password));
    }

    [Fact]
    public void After_a_long_silence_all_candidates_are_tried_again()
    {
        _agent.AddCandidate(Server, _now);
        Answer(Poll(out _), Server);
        _agent.AddCandidate(Other, _now);
        _now += TimeSpan.FromSeconds(11);
        _agent.HandleTimeout(_now);
        Assert.Equal(IceState.Disconnected, _agent.State);
        Poll(out var first);
        var check = Poll(out var second);
        Assert.Equal([Server, Other], [first, second]);
        Assert.Equal(DropReason.None, Answer(check, Other));
        Assert.Equal(Other, _agent.Selected);
        Assert.Equal(IceState.Connected, _agent.State);
    }

    private static StunTransactionId Transaction(byte[] bytes) => StunTransactionId.Read(bytes.AsSpan(8));

    private DropReason Answer(byte[] check, TransportAddress from, string? password = null)
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Success, Transaction(check));
        writer.AddXorMappedAddress(Us);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password ?? _theirs.Password));
        writer.AddFingerprint();
        return _agent.HandleMessage(bytes.AsSpan(0, writer.Length), from, _now);
    }

    private byte[] Poll(out TransportAddress to)
    {
        var bytes = new byte[StunMessage.MaxSize];
        Assert.True(_agent.TryPollTransmit(bytes, out var length, out to, _now));
        return bytes[..length];
    }
}
