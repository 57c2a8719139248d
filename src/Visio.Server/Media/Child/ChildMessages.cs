using System.Text.Json;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;

namespace Visio.Server.Media.Child;

/// <summary>What the two processes, which are of one build, say to each other: JSON over a Unix socket.</summary>
internal static class ChildMessages
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Who the media process is.</summary>
    /// <param name="Instance">Made anew at every start.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="Fingerprint">See <see cref="ChildPlace.Fingerprint"/>.</param>
    /// <param name="IsDraining">Whether it is being stopped.</param>
    public sealed record State(string Instance, int Pid, string Fingerprint, bool IsDraining);

    /// <summary>A line of news; one of the fields is there, or none, to show that there is somebody.</summary>
    public sealed record News
    {
        /// <summary>A room as it was when the web side began to follow.</summary>
        public LiveRoom? Room { get; init; }

        /// <summary>Whether all rooms have been told.</summary>
        public bool? Listed { get; init; }

        /// <summary>Something happened in a room.</summary>
        public LiveEvent? Event { get; init; }

        /// <summary>Somebody has written something.</summary>
        public LiveText? Text { get; init; }

        /// <summary>Somebody wants to be let in.</summary>
        public Question? Question { get; init; }
    }

    /// <summary>What is a token worth today?</summary>
    public sealed record Question(long Number, AccessToken Token);

    /// <summary>The token as it counts today; null where it does not, or where that could not be said.</summary>
    public sealed record Answer(long Number, AccessToken? Token, bool IsUnknown);

    public sealed record Announcement(IReadOnlyList<string> Addresses, string? TlsName);

    /// <summary>Participants by identity, or tracks by SID.</summary>
    public sealed record Selection(string Room, IReadOnlyList<string> Of, IReadOnlyDictionary<string, string>? Farewell = null);

    public sealed record Changes(string Room, IReadOnlyDictionary<string, ParticipantChange> Of);

    public sealed record Message(string Room, string Topic, byte[] Payload, IReadOnlyCollection<string> Identities);

    public sealed record Description(string Room, string Metadata);
}
