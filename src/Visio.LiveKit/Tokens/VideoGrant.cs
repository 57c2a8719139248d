namespace Visio.LiveKit.Tokens;

/// <summary>The <c>video</c> claim of an access token: what its holder may do. A missing flag has LiveKit's default.</summary>
public sealed record VideoGrant
{
    /// <summary>May create and delete rooms.</summary>
    public bool RoomCreate { get; init; }

    /// <summary>May list rooms.</summary>
    public bool RoomList { get; init; }

    /// <summary>May record.</summary>
    public bool RoomRecord { get; init; }

    /// <summary>May moderate <see cref="Room"/>.</summary>
    public bool RoomAdmin { get; init; }

    /// <summary>May manage ingress.</summary>
    public bool IngressAdmin { get; init; }

    /// <summary>May join <see cref="Room"/>.</summary>
    public bool RoomJoin { get; init; }

    /// <summary>The room the grant is for.</summary>
    public string Room { get; init; } = "";

    /// <summary>May publish tracks; absent means yes.</summary>
    public bool? CanPublish { get; init; }

    /// <summary>May receive tracks; absent means yes.</summary>
    public bool? CanSubscribe { get; init; }

    /// <summary>May send data; absent means the same as <see cref="CanPublish"/>.</summary>
    public bool? CanPublishData { get; init; }

    /// <summary>The only sources that may be published: <c>camera</c>, <c>microphone</c>, <c>screen_share</c>, <c>screen_share_audio</c>; empty means all.</summary>
    public IReadOnlyList<string> CanPublishSources { get; init; } = [];

    /// <summary>May change its own name, metadata and attributes.</summary>
    public bool? CanUpdateOwnMetadata { get; init; }

    /// <summary>Is not shown to others.</summary>
    public bool Hidden { get; init; }

    /// <summary>Records the room.</summary>
    public bool Recorder { get; init; }

    /// <summary>Is an agent.</summary>
    public bool Agent { get; init; }

    /// <summary>Receives metrics.</summary>
    public bool CanSubscribeMetrics { get; init; }

    /// <summary>Where a participant may be moved or forwarded to.</summary>
    public string DestinationRoom { get; init; } = "";
}
