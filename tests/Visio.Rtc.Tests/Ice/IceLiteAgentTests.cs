using System.Text;
using Visio.Rtc.Ice;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests.Ice;

public sealed class IceLiteAgentTests
{
    private static readonly TransportAddress Client = TransportAddress.FromIPv4(0x0A000001, 5000);
    private static readonly TransportAddress Elsewhere = TransportAddress.FromIPv4(0x0A000002, 5001);
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(100);

    private readonly SeededRandom _random = new(8445);
    private readonly IceCredentials _ours;
    private readonly IceCredentials _theirs;
    private readonly IceLiteAgent _agent;

    public IceLiteAgentTests()
    {
        _ours = IceCredentials.Create(_random);
        _theirs = IceCredentials.Create(_random);
        _agent = new(_ours, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        _agent.SetRemote(_theirs, Start);
    }

    [Fact]
    public void An_authentic_check_is_answered_with_the_address_it_came_from()
    {
        Assert.Equal(DropReason.None, Receive(Check.Write(_ours, _theirs.UsernameFragment, transaction: 77), Client));
        var answer = Poll(out var to);
        Assert.Equal(Client, to);
        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunClass.Success, message.Class);
        Assert.Equal(77ul, message.TransactionId.High);
        Assert.Equal(Client, message.MappedAddress);
        Assert.True(message.HasFingerprint);
        Assert.True(message.VerifyIntegrity(Encoding.ASCII.GetBytes(_ours.Password)));
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.Equal(Client, _agent.Selected);
        Assert.True(_agent.IsValidated(Client));
    }

    [Fact]
    public void Nothing_is_answered_before_the_other_side_is_known()
    {
        var agent = new IceLiteAgent(_ours, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        Assert.Equal(DropReason.StunUnauthenticated, agent.HandleMessage(Check.Write(_ours, _theirs.UsernameFragment), Client, Start));
        Assert.False(agent.TryPollTransmit(new byte[1280], out _, out _, Start));
        Assert.Equal(Instant.Never, agent.NextTimeout);
    }

    [Fact]
    public void A_nomination_moves_the_selected_address_and_a_plain_check_does_not()
    {
        Receive(Check.Write(_ours, _theirs.UsernameFragment), Client);
        Receive(Check.Write(_ours, _theirs.UsernameFragment, nominate: false), Elsewhere);
        Assert.Equal(Client, _agent.Selected);
        Assert.True(_agent.IsValidated(Elsewhere));
        Receive(Check.Write(_ours, _theirs.UsernameFragment), Elsewhere);
        Assert.Equal(Elsewhere, _agent.Selected);
        Assert.True(_agent.IsValidated(Client));
    }

    [Fact]
    public void Before_any_nomination_the_newest_valid_address_is_used()
    {
        Receive(Check.Write(_ours, _theirs.UsernameFragment, nominate: false), Client);
        Assert.Equal(Client, _agent.Selected);
        Receive(Check.Write(_ours, _theirs.UsernameFragment, nominate: false), Elsewhere);
        Assert.Equal(Elsewhere, _agent.Selected);
    }

    [Fact]
    public void A_wrong_password_gets_401_and_changes_nothing() =>
        AssertRefused(Check.Write(_ours, _theirs.UsernameFragment, password: "wrong"), DropReason.StunUnauthenticated, StunErrorCode.Unauthenticated);

    [Fact]
    public void A_wrong_fragment_of_ours_or_theirs_gets_401_and_changes_nothing()
    {
        AssertRefused(Check.Write(_ours, "others"), DropReason.StunUnauthenticated, StunErrorCode.Unauthenticated);
        AssertRefused(
            Check.Write(_ours with { UsernameFragment = "others" }, _theirs.UsernameFragment), DropReason.StunUnauthenticated, StunErrorCode.Unauthenticated);
    }

    [Fact]
    public void A_check_without_integrity_gets_400_and_changes_nothing() =>
        AssertRefused(Check.Write(_ours, _theirs.UsernameFragment, integrity: false), DropReason.StunUnauthenticated, StunErrorCode.BadRequest);

    [Fact]
    public void An_unknown_required_attribute_gets_420() =>
        AssertRefused(Check.Write(_ours, _theirs.UsernameFragment, extra: (StunAttribute)0x7001), DropReason.StunRefused, StunErrorCode.UnknownAttribute);

    [Fact]
    public void A_peer_that_wants_to_be_controlled_gets_487() =>
        AssertRefused(Check.Write(_ours, _theirs.UsernameFragment, controlled: true), DropReason.StunRefused, StunErrorCode.RoleConflict);

    [Fact]
    public void A_check_without_fingerprint_is_not_answered()
    {
        Assert.Equal(DropReason.StunMalformed, Receive(Check.Write(_ours, _theirs.UsernameFragment, fingerprint: false), Client));
        Assert.False(_agent.TryPollTransmit(new byte[1280], out _, out _, Start));
    }

    [Fact]
    public void Strangers_cannot_crowd_out_the_answer_to_the_peer()
    {
        for (var i = 0; i < 1000; i++)
        {
            Receive(Check.Write(_ours, _theirs.UsernameFragment, password: "wrong"), Elsewhere);
        }

        Receive(Check.Write(_ours, _theirs.UsernameFragment), Client);
        var answers = 0;
        var toClient = 0;
        while (_agent.TryPollTransmit(new byte[1280], out _, out var to, Start))
        {
            answers++;
            toClient += to == Client ? 1 : 0;
        }

        Assert.Equal(1, toClient);
        Assert.InRange(answers, 2, 32);
    }

    [Fact]
    public void During_a_restart_old_and_new_credentials_are_answered_until_the_new_ones_are_used()
    {
        Receive(Check.Write(_ours, _theirs.UsernameFragment), Client);
        var newOurs = IceCredentials.Create(_random);
        var newTheirs = IceCredentials.Create(_random);
        _agent.SetRemote(newTheirs, Start);
        _agent.Restart(newOurs);
        Assert.Equal(newOurs, _agent.Credentials);

        Assert.Equal(DropReason.None, Receive(Check.Write(_ours, _theirs.UsernameFragment), Client));
        Assert.Equal(Client, _agent.Selected);
        Assert.Equal(DropReason.None, Receive(Check.Write(newOurs, newTheirs.UsernameFragment), Elsewhere));
        Assert.Equal(Elsewhere, _agent.Selected);
        Assert.Equal(DropReason.StunUnauthenticated, Receive(Check.Write(_ours, _theirs.UsernameFragment), Client));
        Assert.False(_agent.IsValidated(Client));
    }

    [Fact]
    public void Silence_disconnects_traffic_reconnects_and_long_silence_fails()
    {
        Receive(Check.Write(_ours, _theirs.UsernameFragment), Client);
        _agent.HandleTimeout(Start + TimeSpan.FromSeconds(9.9));
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.Equal(Start + TimeSpan.FromSeconds(10), _agent.NextTimeout);
        _agent.HandleTimeout(Start + TimeSpan.FromSeconds(10));
        Assert.Equal(IceState.Disconnected, _agent.State);
        _agent.Heard(Start + TimeSpan.FromSeconds(20));
        Assert.Equal(IceState.Connected, _agent.State);
        _agent.HandleTimeout(Start + TimeSpan.FromSeconds(51));
        Assert.Equal(IceState.Failed, _agent.State);
        Assert.Equal(Instant.Never, _agent.NextTimeout);
        Assert.Equal(DropReason.StunUnauthenticated, Receive(Check.Write(_ours, _theirs.UsernameFragment), Client));
    }

    [Fact]
    public void A_peer_that_never_comes_fails()
    {
        Assert.Equal(Start + TimeSpan.FromSeconds(30), _agent.NextTimeout);
        _agent.HandleTimeout(Start + TimeSpan.FromSeconds(30));
        Assert.Equal(IceState.Failed, _agent.State);
    }

    [Fact]
    public void Only_the_eight_newest_addresses_stay_valid()
    {
        for (ushort port = 1; port <= 20; port++)
        {
            Receive(Check.Write(_ours, _theirs.UsernameFragment), TransportAddress.FromIPv4(0x0A000001, port));
        }

        Assert.False(_agent.IsValidated(TransportAddress.FromIPv4(0x0A000001, 12)));
        Assert.True(_agent.IsValidated(TransportAddress.FromIPv4(0x0A000001, 13)));
        Assert.True(_agent.IsValidated(TransportAddress.FromIPv4(0x0A000001, 20)));
    }

    private void AssertRefused(byte[] check, DropReason reason, StunErrorCode code)
    {
        Assert.Equal(reason, Receive(check, Elsewhere));
        Assert.True(StunMessage.TryParse(Poll(out var to), out var message));
        Assert.Equal(Elsewhere, to);
        Assert.Equal(StunClass.Error, message.Class);
        Assert.Equal(code, message.ErrorCode);
        Assert.Equal(IceState.New, _agent.State);
        Assert.Equal(default, _agent.Selected);
        Assert.False(_agent.IsValidated(Elsewhere));
    }

    private DropReason Receive(byte[] datagram, TransportAddress from) => _agent.HandleMessage(datagram, from, Start);

    private byte[] Poll(out TransportAddress to)
    {
        var bytes = new byte[StunMessage.MaxSize];
        Assert.True(_agent.TryPollTransmit(bytes, out var length, out to, Start));
        return bytes[..length];
    }
}
