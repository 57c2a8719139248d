using Visio.Rtc.Time;

namespace Visio.Rtc.Ice;

/// <summary>
/// What both kinds of ICE agent have in common: credentials, the selected address, and the silence after which a session counts
/// as disconnected and then failed. Owned by one thread; never throws on network input.
/// </summary>
internal abstract class IceAgent
{
    private readonly TimeSpan _disconnectedAfter;
    private readonly TimeSpan _failedAfter;
    private Instant _lastHeard;

    protected IceAgent(IceCredentials credentials, TimeSpan disconnectedAfter, TimeSpan failedAfter)
    {
        Local = new(credentials);
        _disconnectedAfter = disconnectedAfter;
        _failedAfter = failedAfter;
    }

    public IceState State { get; private set; }

    /// <summary>Our current credentials.</summary>
    public IceCredentials Credentials => Local.Credentials;

    /// <summary>Where datagrams go to; default until an address is validated.</summary>
    public TransportAddress Selected { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next.</summary>
    public Instant NextTimeout => Instant.Min(NextSilence, NextCheck);

    protected IceSecret Local { get; private set; }

    protected IceSecret? Remote { get; private set; }

    protected ValidatedAddresses Validated { get; } = new();

    /// <summary>When something other than STUN was last heard; the owner may forget it by setting <see cref="Instant.Never"/>.</summary>
    protected Instant LastTraffic { get; set; } = Instant.Never;

    /// <summary>When the next connectivity check is due; the lite side sends none.</summary>
    protected virtual Instant NextCheck => Instant.Never;

    private Instant NextSilence => State switch
    {
        _ when Remote is null => Instant.Never,
        IceState.Connected => _lastHeard + _disconnectedAfter,
        IceState.New or IceState.Disconnected => _lastHeard + _failedAfter,
        _ => Instant.Never,
    };

    /// <summary>Whether something other than STUN may be accepted from this address.</summary>
    public bool IsValidated(TransportAddress address) =>
        State != IceState.New && (address == Selected || Validated.Contains(address));

    /// <summary>Notes authenticated traffic that is not STUN: the other side is alive and wants it to flow (RFC 7675 §5.1).</summary>
    public void Heard(Instant now)
    {
        _lastHeard = now;
        LastTraffic = now;
        if (State == IceState.Disconnected)
        {
            State = IceState.Connected;
        }
    }

    /// <summary>Sets the other side's credentials; different ones are an ICE restart (RFC 8445 §9).</summary>
    public void SetRemote(IceCredentials credentials, Instant now)
    {
        if (Remote is not null && Remote.Credentials == credentials)
        {
            return;
        }

        if (Remote is null)
        {
            _lastHeard = now;
        }

        var previous = Remote;
        Remote = new(credentials);
        OnRemoteChanged(previous, now);
    }

    /// <summary>Sets our new credentials for an ICE restart.</summary>
    public void Restart(IceCredentials credentials)
    {
        if (Local.Credentials == credentials)
        {
            return;
        }

        var previous = Local;
        Local = new(credentials);
        OnLocalChanged(previous);
    }

    /// <summary>Takes one STUN message; <see cref="DropReason.None"/> means that it was authenticated and accepted.</summary>
    public abstract DropReason HandleMessage(ReadOnlySpan<byte> datagram, TransportAddress from, Instant now);

    /// <summary>Writes the next STUN message to send; false when there is none.</summary>
    public abstract bool TryPollTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now);

    /// <summary>Notices silence.</summary>
    public void HandleTimeout(Instant now)
    {
        if (NextSilence > now)
        {
            return;
        }

        State = State == IceState.Connected ? IceState.Disconnected : IceState.Failed;
        if (State == IceState.Disconnected && NextSilence <= now)
        {
            State = IceState.Failed;
        }
    }

    protected abstract void OnRemoteChanged(IceSecret? previous, Instant now);

    protected abstract void OnLocalChanged(IceSecret previous);

    /// <summary>An authenticated check went through with this address.</summary>
    protected void Validate(TransportAddress address, bool select, Instant now)
    {
        Validated.Add(address);
        _lastHeard = now;
        if (select || Selected == default)
        {
            Selected = address;
        }

        if (State is IceState.New or IceState.Disconnected)
        {
            State = IceState.Connected;
        }
    }
}
