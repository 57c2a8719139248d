using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Agents;

/// <summary>A job of a room, from when it is wanted to its end. Owned by the room's actor.</summary>
internal sealed class AgentJob(AgentDispatch dispatch, Job info)
{
    public AgentDispatch Dispatch { get; } = dispatch;

    /// <summary>As workers and the server API see it.</summary>
    public Job Info { get; set; } = info;

    /// <summary>Grows with every offer and with every end: what is heard of an earlier one does not count.</summary>
    public int Attempt { get; set; }

    /// <summary>Who has it.</summary>
    public AgentWorker? Worker { get; set; }

    /// <summary>Whether workers are being asked.</summary>
    public bool IsOffered { get; set; }

    /// <summary>Whether the next worker goes on with what another has begun.</summary>
    public bool IsResumed { get; set; }

    /// <summary>Whether nothing comes after what it has become.</summary>
    public bool IsOver { get; set; }

    /// <summary>How often it has failed.</summary>
    public int Failures { get; set; }

    public DateTimeOffset NextOffer { get; set; }
}
