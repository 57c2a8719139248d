namespace Visio.LiveKit.Rooms;

/// <summary>The parts of a room, put together. Owned by the room's actor.</summary>
internal sealed class RoomParts
{
    private readonly MediaBinding _binding;
    private readonly QualityReports _quality;
    private readonly TokenRenewal _tokens;

    public RoomParts(RoomState room, RoomContext context)
    {
        Room = room;
        Announcements = new(room);
        Subscriptions = new(room);
        var speakers = new SpeakerUpdates(room, Subscriptions);
        Publishing = new(room, Announcements, Subscriptions, speakers);
        _binding = new(room, Publishing, Subscriptions);
        _tokens = new(room, context.ApiKey, context.ApiSecret);
        _quality = new(room);
        Membership = new(room, context.Media, Announcements, Publishing, Subscriptions, _binding, _tokens, context.Events);
        Data = new(room);
        Signals = new(room, Membership, Announcements, Publishing, Subscriptions, Data, _tokens, new(room, Membership));
        Media = new(room, Membership, Data, speakers);
        Moderation = new(room, Membership, Announcements, Publishing, Subscriptions, Signals, Data, _tokens);
    }

    public RoomState Room { get; }

    public Announcements Announcements { get; }

    public Subscriptions Subscriptions { get; }

    public TrackPublishing Publishing { get; }

    public Membership Membership { get; }

    public SignalDispatch Signals { get; }

    public DataRouter Data { get; }

    public MediaEvents Media { get; }

    public Moderation Moderation { get; }

    /// <summary>After every piece of work: asks those whose tracks have changed for an offer.</summary>
    public void Settle()
    {
        foreach (var p in Room.Unsettled)
        {
            _binding.RequestOffer(p);
        }

        Room.Unsettled.Clear();
    }

    /// <summary>Once a second.</summary>
    public void Tick()
    {
        Membership.Tick();
        Announcements.FlushCounts();
        _tokens.Tick();
        _quality.Tick();
    }
}
