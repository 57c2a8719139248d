using Visio.LiveKit.Agents;

namespace Visio.LiveKit.Rooms;

/// <summary>The parts of a room, put together. Owned by the room's actor.</summary>
internal sealed class RoomParts
{
    private readonly MediaBinding _binding;
    private readonly Dynacast _dynacast;
    private readonly QualityReports _quality;
    private readonly TokenRenewal _tokens;

    public RoomParts(RoomState room, RoomContext context, Action<Action> post)
    {
        Room = room;
        Announcements = new(room);
        Agents = new(room, context.Agents, context.Webhooks, post);
        Reports = new(room, context.Events, context.Webhooks, Agents);
        _dynacast = new(room);
        Subscriptions = new(room, _dynacast);
        var speakers = new SpeakerUpdates(room, Subscriptions);
        Publishing = new(room, Announcements, Subscriptions, speakers, Reports);
        _binding = new(room, Publishing, Subscriptions);
        _tokens = new(room, context.ApiKey, context.ApiSecret);
        _quality = new(room);
        Quality = new(room);
        var rpcs = new ServerRpcs(room);
        var dataTracks = new DataTracks(room, Announcements);
        Membership = new(room, context.Media, Announcements, Publishing, Subscriptions, _binding, _tokens, rpcs, dataTracks, Reports);
        Data = new(room, new(room, context.Options), rpcs, dataTracks);
        Forwardings = new(room, Membership, Announcements, Subscriptions, Publishing, speakers, _dynacast, Data, Reports);
        Signals = new(Membership, Announcements, Publishing, Subscriptions, Data, dataTracks, _tokens, new(room, Membership));
        Media = new(room, Membership, Data, speakers, _quality, Quality);
        Moderation = new(room, Membership, Announcements, Publishing, Subscriptions, Signals, Data, dataTracks, rpcs, _tokens);
    }

    public RoomState Room { get; }

    public RoomAgents Agents { get; }

    public RoomReports Reports { get; }

    public Announcements Announcements { get; }

    public Subscriptions Subscriptions { get; }

    public TrackPublishing Publishing { get; }

    public Membership Membership { get; }

    public SignalDispatch Signals { get; }

    public DataRouter Data { get; }

    public Forwardings Forwardings { get; }

    public QualityViews Quality { get; }

    public MediaEvents Media { get; }

    public Moderation Moderation { get; }

    /// <summary>
    /// After every piece of work: goes for another round with those whose tracks have changed, and tells other rooms what has become of those
    /// they are shown.
    /// </summary>
    public void Settle()
    {
        Room.Forwardings.RemoveAll(f => !f.Follow(Room));
        foreach (var p in Room.Unsettled)
        {
            _binding.Renegotiate(p);
        }

        Room.Unsettled.Clear();
    }

    /// <summary>Once a second.</summary>
    public void Tick()
    {
        Membership.Tick();
        Announcements.FlushCounts();
        _tokens.Tick();
        _dynacast.Tick();
        _quality.Tick();
        Agents.Reconcile();
    }
}
