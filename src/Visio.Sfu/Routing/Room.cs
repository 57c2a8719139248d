using Visio.Rtc.Time;
using Visio.Sfu.Relaying;
using Visio.Sfu.Speakers;
using Visio.Sfu.Stats;

namespace Visio.Sfu.Routing;

/// <summary>A room on the loop: its peers and who speaks in it.</summary>
/// <param name="emit">Takes what the control side is told; must not block.</param>
internal sealed class Room(Action<MediaEvent> emit) : Scheduled
{
    private int _reserved;

    /// <summary>The loop; below 0 where nobody of the room is.</summary>
    public int Loop { get; init; }

    /// <summary>Whether the room was on no loop before: then it counts as one.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>Peers that are in it here, or on their way; any thread.</summary>
    public int Reserved => Volatile.Read(ref _reserved);

    /// <summary>The peers in the room.</summary>
    public List<PeerSession> Peers { get; } = [];

    public SpeakerTable Speakers { get; } = new();

    /// <summary>Who speaks, or spoke last.</summary>
    public Publisher? Speaker { get; private set; }

    /// <summary>Peers of the room on other loops of which somebody here gets something.</summary>
    public List<RelayedPublisher> Relayed { get; } = [];

    /// <summary>What stands for the room on all loops.</summary>
    public object Whole { get; init; } = new();

    /// <summary>What it adds to the sizes of all rooms.</summary>
    public RoomTally Tally { get; private set; }

    /// <summary>The memory that its media takes.</summary>
    public MemoryTotals Memory { get; private set; }

    /// <summary>Tells the control side.</summary>
    public void Emit(MediaEvent e) => emit(e);

    public override Instant HandleTimeout(Instant now)
    {
        if (Speakers.Evaluate(now) is { } changes)
        {
            if (changes.Count > 0)
            {
                emit(new MediaEvent.SpeakersChanged(changes));
            }

            ObserveSpeaker(now);
        }

        return Speakers.IsEmpty ? Instant.Never : now + SpeakerTable.Interval;
    }

    /// <summary>Sets what it adds to the sizes of all rooms.</summary>
    public void Count(RoomTally tally, MemoryTotals memory, LoopCounters counters)
    {
        counters.Quality.Replace(Tally, tally);
        counters.Replace(Memory, memory);
        Tally = tally;
        Memory = memory;
    }

    /// <summary>A peer is about to come; any thread.</summary>
    public void Reserve() => Interlocked.Increment(ref _reserved);

    /// <summary>A peer is gone, or does not come.</summary>
    public void Unreserve() => Interlocked.Decrement(ref _reserved);

    /// <summary>A peer is gone.</summary>
    public void Remove(PeerSession peer)
    {
        Unreserve();
        Peers.Remove(peer);
        Speaker = Speaker == peer ? null : Speaker;
    }

    private void ObserveSpeaker(Instant now)
    {
        if (Speakers.Leading is not { } leading)
        {
            return;
        }

        Publisher? speaker = Peers.Find(p => p.Publishes(leading));
        speaker ??= Relayed.Find(p => p.Publishes(leading));
        if (speaker is not null && speaker != Speaker)
        {
            Speaker = speaker;
            Peers.ForEach(p => p.Allocation.Invalidate(now));
        }
    }
}
