using System.Diagnostics.CodeAnalysis;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;

namespace Visio.Rtc.Ice;

/// <summary>
/// The lite side of ICE (RFC 8445 §2.5): it sends no checks, answers those that are authenticated, and sends where the
/// controlling side last nominated (§7.3.2). Any address that can sign a check is accepted, also one that no candidate named (§7.3.1.3).
/// </summary>
internal sealed class IceLiteAgent(IceCredentials credentials, TimeSpan disconnectedAfter, TimeSpan failedAfter)
    : IceAgent(credentials, disconnectedAfter, failedAfter)
{
    private const int MaxResponses = 32;

    // Refusals to strangers may fill only half of the queue, so that they cannot crowd out answers to the peer itself.
    private const int MaxRefusals = 16;

    private readonly Queue<PendingResponse> _responses = new();
    private IceSecret? _previousLocal;
    private IceSecret? _previousRemote;
    private bool _nominated;

    public override DropReason HandleMessage(ReadOnlySpan<byte> datagram, TransportAddress from, Instant now)
    {
        if (!StunMessage.TryParse(datagram, out var message) || message.Method != StunMessage.BindingMethod || !message.HasFingerprint)
        {
            return DropReason.StunMalformed;
        }

        if (Remote is null || State == IceState.Failed || message.Class != StunClass.Request)
        {
            return DropReason.StunUnauthenticated;
        }

        if (!message.HasIntegrity || message.Username.IsEmpty)
        {
            Refuse(message, from, StunErrorCode.BadRequest); // RFC 8489 §9.1.3
            return DropReason.StunUnauthenticated;
        }

        if (!TryFindSecret(message.Username, out var secret) || !message.VerifyIntegrity(secret.Password))
        {
            Refuse(message, from, StunErrorCode.Unauthenticated);
            return DropReason.StunUnauthenticated;
        }

        if (message.UnknownRequired != 0)
        {
            Respond(new(message.TransactionId, from, StunErrorCode.UnknownAttribute, message.UnknownRequired, secret));
            return DropReason.StunRefused;
        }

        if (message.Controlled is not null)
        {
            // A lite agent is always the controlled one when the other is full (RFC 8445 §6.1.1).
            Respond(new(message.TransactionId, from, StunErrorCode.RoleConflict, 0, secret));
            return DropReason.StunRefused;
        }

        if (secret == Local && _previousLocal is not null)
        {
            FinishRestart();
        }

        // Before anything is nominated the newest valid address serves, so that DTLS need not wait for the nomination.
        _nominated |= message.UseCandidate;
        Validate(from, message.UseCandidate || !_nominated, now);
        Respond(new(message.TransactionId, from, StunErrorCode.None, 0, secret));
        return DropReason.None;
    }

    public override bool TryPollTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now)
    {
        if (!_responses.TryDequeue(out var response))
        {
            length = 0;
            to = default;
            return false;
        }

        length = response.Write(destination);
        to = response.To;
        return true;
    }

    protected override void OnRemoteChanged(IceSecret? previous, Instant now) => _previousRemote = previous;

    protected override void OnLocalChanged(IceSecret previous) => _previousLocal = previous;

    /// <summary>The other side has moved to the new credentials: what the old ones validated counts no more (RFC 8445 §9).</summary>
    private void FinishRestart()
    {
        _previousLocal = null;
        _previousRemote = null;
        _nominated = false;
        Validated.Clear();
    }

    /// <summary>USERNAME is our fragment, a colon and theirs (RFC 8445 §7.2.2); during a restart the old ones are still good.</summary>
    private bool TryFindSecret(ReadOnlySpan<byte> username, [NotNullWhen(true)] out IceSecret? secret)
    {
        secret = null;
        var colon = username.IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        var theirs = username[(colon + 1)..];
        if (!theirs.SequenceEqual(Remote!.Fragment) && (_previousRemote is null || !theirs.SequenceEqual(_previousRemote.Fragment)))
        {
            return false;
        }

        var ours = username[..colon];
        if (ours.SequenceEqual(Local.Fragment))
        {
            secret = Local;
        }
        else if (_previousLocal is not null && ours.SequenceEqual(_previousLocal.Fragment))
        {
            secret = _previousLocal;
        }

        return secret is not null;
    }

    private void Refuse(in StunMessage message, TransportAddress to, StunErrorCode error)
    {
        if (_responses.Count < MaxRefusals)
        {
            _responses.Enqueue(new(message.TransactionId, to, error, 0, null));
        }
    }

    private void Respond(PendingResponse response)
    {
        if (_responses.Count < MaxResponses)
        {
            _responses.Enqueue(response);
        }
    }
}
