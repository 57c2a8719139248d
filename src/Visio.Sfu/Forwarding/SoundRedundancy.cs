using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Decides how many earlier packets of sound are repeated in each that goes to one peer (RFC 2198), where the publisher sends plain Opus: as many
/// as the loss on the way to that peer asks for and its path has room for. Where nothing is lost it would only cost. A mutable struct, owned by
/// one peer.
/// </summary>
/// <remarks>
/// Of independent losses of a share p, one earlier packet leaves p², two leave p³: one is enough up to some percent. What is lost in a row is
/// helped by the second only.
/// </remarks>
internal struct SoundRedundancy()
{
    /// <summary>Earlier packets in one, at most.</summary>
    public const int Most = 2;

    /// <summary>Lost packets of all from which on one earlier packet is sent along: less is concealed well by any decoder.</summary>
    public const double LossForOne = 0.015;

    /// <summary>The same for two.</summary>
    public const double LossForTwo = 0.06;

    /// <summary>How far the loss has to fall before there is less: to this share of what there was need of more at.</summary>
    private const double Release = 0.5;

    /// <summary>The share of a full path that sound may take with what is sent along: it comes before pictures.</summary>
    private const double ShareOfPath = 0.5;

    /// <summary>By how much the path has to carry more than the sound for more to be tried.</summary>
    private const double Headroom = 1.2;

    /// <summary>What a peer reports of its sound is judged over so many packets, about four seconds of one voice: of fewer, chance says too much.</summary>
    private const int LeastPackets = 200;

    /// <summary>How long the loss has to be that low. Losses come and go, and a word lost at the next one costs more than some bytes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long after the path was full more is tried: as long as it takes to tell a path that loses by itself from a full one.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(4);

    /// <summary>How long more is tried before still more is.</summary>
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(2);

    private int _useful;
    private int _room = Most;
    private Instant _neededAt;
    private Instant _fullAt;
    private long _expected;
    private long _lost;

    /// <summary>Earlier packets to send along, 0 to <see cref="Most"/>.</summary>
    public readonly int Packets => Math.Min(_useful, _room);

    /// <summary>Takes what the peer reports of one track of sound (RFC 3550 §6.4.1).</summary>
    /// <param name="expected">Packets since its last report.</param>
    /// <param name="lost">How many of them did not arrive.</param>
    /// <param name="now">The time.</param>
    public void OnReport(long expected, long lost, Instant now)
    {
        (_expected, _lost) = (_expected + expected, _lost + lost);
        if (_expected >= LeastPackets)
        {
            OnLoss(_lost / (double)_expected, now);
            (_expected, _lost) = (0, 0);
        }
    }

    /// <summary>Takes the share of packets that the path loses, 0 to 1.</summary>
    public void OnLoss(double loss, Instant now)
    {
        var (needed, kept) = (Needed(loss), Needed(loss / Release));
        if (kept < _useful && now - _neededAt < Patience)
        {
            return;
        }

        _useful = kept < _useful ? kept : Math.Max(needed, _useful);
        _neededAt = now;
    }

    /// <summary>Takes what the path carries and what of it is sound, in bits per second.</summary>
    /// <param name="sound">All sound as it was published.</param>
    /// <param name="earlier">What one earlier packet in each costs on top.</param>
    /// <param name="path">What the path carries.</param>
    /// <param name="isShort">Whether pictures are kept back, so that the path is known to be full with what it carries.</param>
    /// <param name="now">The time.</param>
    public void SetRoom(long sound, long earlier, long path, bool isShort, Instant now)
    {
        while (Packets > 0 && Total(Packets) > path)
        {
            (_room, _fullAt) = (Packets - 1, now);
        }

        // What a path carries is not known beyond what it has been sent: where nothing is kept back, it shows in trying.
        if (_room < Most && now - _fullAt >= Retry && (Total(_room + 1) <= path * ShareOfPath || (!isShort && Total(_room) * Headroom <= path)))
        {
            (_room, _fullAt) = (_room + 1, now - Retry + Trial);
        }

        long Total(int packets) => sound + (packets * earlier);
    }

    private static int Needed(double loss) => loss >= LossForTwo ? 2 : loss >= LossForOne ? 1 : 0;
}
