using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Somebody who waits, in however many tabs. Used under the lock of its <see cref="Lobby"/>.</summary>
internal sealed class LobbyPlace
{
    /// <summary>What hosts call it by: says nothing about who it is.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first who came into this lobby, then upwards.</summary>
    public required long Number { get; init; }

    public required Entrant Entrant { get; set; }

    /// <summary>The account's address, for hosts with an account; null for guests.</summary>
    public required string? Email { get; set; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When the person was heard of last while no tab was connected.</summary>
    public required DateTimeOffset LastSeen { get; set; }

    /// <summary>When a program asked last that holds no stream.</summary>
    public DateTimeOffset LastPolled { get; set; }

    public List<LobbyLine> Lines { get; } = [];

    /// <summary>The last things that hosts said.</summary>
    public List<LobbyMessage> Messages { get; } = [];

    /// <summary>Whether somebody is letting the person in at this moment, so that nobody else does as well.</summary>
    public bool IsBeingAdmitted { get; set; }

    /// <summary>Set once the person was let in: leaves to enter that no tab has fetched yet.</summary>
    public Queue<Admission>? Admissions { get; set; }

    /// <summary>The room as it was then.</summary>
    public Room? Room { get; set; }

    /// <summary>Set once the person was turned away.</summary>
    public LobbyDenial? Denial { get; set; }

    /// <summary>When the person may ask again after a denial.</summary>
    public DateTimeOffset MayAskAgain { get; set; }

    public bool IsWaiting => Admissions is null && Denial is null;
}
