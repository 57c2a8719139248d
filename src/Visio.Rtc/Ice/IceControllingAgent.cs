using Visio.Rtc.Stun;
using Visio.Rtc.Time;

namespace Visio.Rtc.Ice;

/// <summary>
/// The controlling side of ICE towards a lite peer: every check nominates (RFC 8445 §8.1.1 lets it, since a lite peer needs no
/// more than one), the first answered candidate is selected, and consent is kept up from then on (RFC 7675 §5.1). It answers no
/// checks, because a lite peer sends none.
/// </summary>
internal sealed class IceControllingAgent(IceCredentials credentials, TimeSpan disconnectedAfter, TimeSpan failedAfter, RandomSource random)
    : IceAgent(credentials, disconnectedAfter, failedAfter)
{
    private const int MaxCandidates = 16;

    // Type preference 110 of a peer-reflexive candidate, local preference and component 1 (RFC 8445 §5.1.2.1, §7.1.1).
    private const uint PeerReflexivePriority = (110u << 24) | (65535u << 8) | 255;

    private static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(50);            // Ta, RFC 8445 §14.2
    private static readonly TimeSpan InitialTimeout = TimeSpan.FromMilliseconds(500);   // RTO, RFC 8445 §14.3
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConsentInterval = TimeSpan.FromSeconds(5);         // RFC 7675 §5.1

    // Traffic that stops is the first sign of a rebinding: the next check, which moves the other side, does not wait for its turn.
    private static readonly TimeSpan SuspiciousSilence = TimeSpan.FromSeconds(1);

    private readonly List<CandidateCheck> _candidates = [];
    private readonly ulong _tieBreaker = random.NextUInt64();
    private CandidateCheck? _selected;

    protected override Instant NextCheck
    {
        get
        {
            var next = Instant.Never;
            if (Remote is not null && State != IceState.Failed)
            {
                foreach (var candidate in _candidates)
                {
                    next = Instant.Min(next, DueOf(candidate));
                }
            }

            return next;
        }
    }

    /// <summary>Adds an address to check; known ones and those past the limit are ignored.</summary>
    public void AddCandidate(TransportAddress address, Instant now)
    {
        if (_candidates.Count < MaxCandidates && !_candidates.Exists(c => c.Address == address))
        {
            _candidates.Add(Restarted(new(address), now, _candidates.Count));
        }
    }

    public override DropReason HandleMessage(ReadOnlySpan<byte> datagram, TransportAddress from, Instant now)
    {
        if (!StunMessage.TryParse(datagram, out var message) || message.Method != StunMessage.BindingMethod)
        {
            return DropReason.StunMalformed;
        }

        if (message.Class != StunClass.Success
            || Remote is null
            || State == IceState.Failed
            || Find(message.TransactionId, from) is not { } candidate
            || !message.VerifyIntegrity(Remote.Password))
        {
            return DropReason.StunUnauthenticated;
        }

        candidate.Transaction = null;
        candidate.Timeout = InitialTimeout;
        candidate.Due = now + RandomisedConsentInterval();
        if (_selected is null || State == IceState.Disconnected)
        {
            _selected = candidate;
        }

        Validate(from, candidate == _selected, now);
        return DropReason.None;
    }

    public override bool TryPollTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now)
    {
        length = 0;
        to = default;
        if (Remote is null || State == IceState.Failed)
        {
            return false;
        }

        foreach (var candidate in _candidates)
        {
            if (DueOf(candidate) <= now)
            {
                length = WriteCheck(candidate, destination, now);
                to = candidate.Address;
                return true;
            }
        }

        return false;
    }

    protected override void OnRemoteChanged(IceSecret? previous, Instant now) => RestartChecks(now);

    protected override void OnLocalChanged(IceSecret previous) => RestartChecks(Instant.Zero);

    /// <summary>The selected address stays in use until a check with the new credentials is answered (RFC 8445 §9).</summary>
    private void RestartChecks(Instant now)
    {
        _selected = null;
        for (var i = 0; i < _candidates.Count; i++)
        {
            Restarted(_candidates[i], now, i);
        }
    }

    private static CandidateCheck Restarted(CandidateCheck candidate, Instant now, int position)
    {
        candidate.Transaction = null;
        candidate.Timeout = InitialTimeout;
        candidate.Due = now + (Pacing * position);
        return candidate;
    }

    /// <summary>Once one candidate is selected the others rest, unless it falls silent.</summary>
    private Instant DueOf(CandidateCheck candidate)
    {
        if (_selected is not null && candidate != _selected && State != IceState.Disconnected)
        {
            return Instant.Never;
        }

        return candidate == _selected && LastTraffic != Instant.Never
            ? Instant.Min(candidate.Due, LastTraffic + SuspiciousSilence)
            : candidate.Due;
    }

    private int WriteCheck(CandidateCheck candidate, Span<byte> destination, Instant now)
    {
        LastTraffic = candidate == _selected ? Instant.Never : LastTraffic;

        // A first check is retransmitted under one transaction; consent takes a new one each time (RFC 7675 §5.1).
        var transaction = _selected is null && candidate.Transaction is { } pending ? pending : StunTransactionId.Create(random);
        candidate.Transaction = transaction;
        candidate.Due = now + candidate.Timeout;
        candidate.Timeout = candidate.Timeout * 2 < MaxTimeout ? candidate.Timeout * 2 : MaxTimeout;

        var writer = new StunWriter(destination, StunClass.Request, transaction);
        writer.AddUsername(Remote!.Fragment, Local.Fragment);
        writer.AddUInt32(StunAttribute.Priority, PeerReflexivePriority);
        writer.AddUInt64(StunAttribute.IceControlling, _tieBreaker);
        writer.AddFlag(StunAttribute.UseCandidate);
        writer.AddIntegrity(Remote.Password);
        writer.AddFingerprint();
        return writer.Length;
    }

    /// <summary>An answer counts only from where the check was sent to (RFC 8445 §7.2.5.2.1).</summary>
    private CandidateCheck? Find(StunTransactionId transaction, TransportAddress from)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.Transaction == transaction && candidate.Address == from)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Between 0.8 and 1.2 times the interval (RFC 7675 §5.1).</summary>
    private TimeSpan RandomisedConsentInterval() => ConsentInterval * (0.8 + (0.4 * random.NextUInt32() / uint.MaxValue));
}
