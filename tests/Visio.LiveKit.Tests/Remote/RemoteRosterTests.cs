using Visio.LiveKit.Protocol;
using Visio.LiveKit.Remote;

namespace Visio.LiveKit.Tests.Remote;

public sealed class RemoteRosterTests
{
    private readonly ShiftedTime _time = new();
    private readonly List<LiveEvent> _told = [];
    private readonly RemoteRoster _roster;

    public RemoteRosterTests()
    {
        _roster = new(_time);
        _roster.Subscribe(_told.Add);
    }

    [Fact]
    public void A_meeting_is_told_as_it_happened()
    {
        Follow("room_started");
        Follow("participant_joined", Person("ann"));
        Follow("participant_joined", Person("bob"));
        Follow("participant_left", Person("ann", DisconnectReason.ClientInitiated));
        Assert.Equal(1, _roster.Count("r"));
        Follow("participant_left", Person("bob", DisconnectReason.ParticipantRemoved));
        Follow("room_finished");
        Assert.Equal(["started", "+ann", "+bob", "-ann Left", "-bob Removed", "finished"], Told);
        Assert.Empty(_roster.Rooms());
    }

    [Fact]
    public void What_comes_twice_or_is_replayed_later_changes_nothing()
    {
        for (var i = 0; i < 3; i++)
        {
            Follow("room_started");
            Follow("participant_joined", Person("ann"));
        }

        Follow("participant_left", Person("ann"));
        Follow("participant_joined", Person("ann"));
        Follow("participant_left", Person("ann"));
        Assert.Equal(0, _roster.Count("r"));
        Follow("room_finished");
        Follow("room_finished");
        Follow("room_started");
        Follow("participant_joined", Person("ann"));
        Assert.Equal(["started", "+ann", "-ann Lost", "finished"], Told);
        Assert.Empty(_roster.Rooms());
    }

    [Fact]
    public void Who_left_before_the_news_of_their_coming_was_there_all_the_same()
    {
        Follow("participant_left", Person("ann", DisconnectReason.ClientInitiated));
        Follow("participant_joined", Person("ann"));
        Follow("room_started");
        Assert.Equal(["started", "+ann", "-ann Left"], Told);
        Assert.True(_told[^1].At >= _told[^2].At);
    }

    [Fact]
    public void Whoever_comes_again_takes_the_place_of_before_in_whatever_order_that_is_told()
    {
        Follow("participant_joined", Person("ann", sid: "PA_1", joined: 1));
        Follow("participant_joined", Person("ann", sid: "PA_2", joined: 2));
        Follow("participant_left", Person("ann", DisconnectReason.DuplicateIdentity, "PA_1", 1));
        Assert.Equal(1, _roster.Count("r"));

        Follow("participant_joined", Person("bob", sid: "PA_4", joined: 4));
        Follow("participant_joined", Person("bob", sid: "PA_3", joined: 3));
        Follow("participant_left", Person("bob", DisconnectReason.DuplicateIdentity, "PA_3", 3));
        Assert.Equal(2, _roster.Count("r"));
        Assert.Equal(["started", "+ann", "-ann Replaced", "+ann", "+bob"], Told);
    }

    [Fact]
    public void A_room_that_follows_another_ends_it_and_what_is_late_of_the_first_is_not_believed()
    {
        Follow("participant_joined", Person("ann"));
        Follow("participant_joined", Person("bob"), Room("RM_2", created: 20));
        Follow("participant_joined", Person("eve", sid: "PA_late"), Room("RM_1", created: 10));
        Follow("room_finished", room: Room("RM_1", created: 10));
        Assert.Equal(["started", "+ann", "-ann RoomClosed", "finished", "started", "+bob"], Told);
        Assert.Equal(1, _roster.Count("r"));
    }

    [Fact]
    public void A_listing_tells_what_webhooks_have_not()
    {
        Follow("participant_joined", Person("ann"));
        Follow("participant_joined", Person("bob"));
        _time.Advance(TimeSpan.FromSeconds(10));
        _roster.Listed([Room("RM_1", 10)], _time.GetUtcNow());
        _roster.Listed("r", [Person("bob"), Person("eve")], _time.GetUtcNow());
        Assert.Equal(["started", "+ann", "+bob", "+eve", "-ann Lost"], Told);

        _time.Advance(TimeSpan.FromSeconds(10));
        _roster.Listed([], _time.GetUtcNow());
        Assert.Equal(["-bob RoomClosed", "-eve RoomClosed", "finished"], Told.Skip(5));
    }

    [Fact]
    public void A_listing_that_was_asked_for_before_somebody_came_does_not_take_them_away()
    {
        var asked = _time.GetUtcNow();
        Follow("participant_joined", Person("ann"));
        _roster.Listed([], asked);
        _roster.Listed("r", [], asked);
        Assert.Equal(["started", "+ann"], Told);
        Assert.Equal(1, _roster.Count("r"));
    }

    [Fact]
    public void A_listing_that_is_late_does_not_bring_back_who_has_left()
    {
        var asked = _time.GetUtcNow();
        Follow("participant_joined", Person("ann"));
        Follow("participant_left", Person("ann"));
        _roster.Listed("r", [Person("ann")], asked);
        Follow("room_finished");
        _roster.Listed([Room("RM_1", 10)], asked);
        Assert.Equal(["started", "+ann", "-ann Lost", "finished"], Told);
    }

    [Fact]
    public void What_this_server_did_itself_is_not_told_again_by_webhooks()
    {
        Follow("participant_joined", Person("ann"));
        Follow("participant_joined", Person("bob"));
        _roster.Removed("r", Person("ann"));
        Follow("participant_left", Person("ann", DisconnectReason.ParticipantRemoved));
        _roster.Closed("r", _roster.Sid("r"));
        Follow("participant_left", Person("bob", DisconnectReason.RoomDeleted));
        Follow("room_finished");
        Assert.Equal(["started", "+ann", "+bob", "-ann Removed", "-bob RoomClosed", "finished"], Told);
    }

    [Fact]
    public void After_a_restart_what_goes_on_is_told_and_what_is_over_too()
    {
        _roster.Expect("r", ["ann", "bob"]);
        _roster.Expect("over", ["eve"]);
        Assert.Equal(["r", "over"], _roster.Rooms());
        _roster.Listed([Room("RM_1", 10)], _time.GetUtcNow());
        _roster.Listed("r", [Person("ann"), Person("new")], _time.GetUtcNow());
        Assert.Equal(["-eve RoomClosed", "finished", "started", "+ann", "+new", "-bob Lost"], Told);
    }

    [Fact]
    public void Who_connected_no_media_is_gone_when_that_is_said()
    {
        _roster.Opened(Room("RM_1", 10));
        _roster.Listed("r", [Person("ann")], _time.GetUtcNow());
        Follow("participant_connection_aborted", Person("ann"));
        Assert.Equal(["started", "+ann", "-ann Lost"], Told);
    }

    private IEnumerable<string> Told => _told.Select(e => e.Kind switch
    {
        LiveEventKind.RoomStarted => "started",
        LiveEventKind.RoomFinished => "finished",
        LiveEventKind.ParticipantJoined => "+" + e.Participant!.Identity,
        _ => $"-{e.Participant!.Identity} {e.Departure}",
    });

    private void Follow(string what, ParticipantInfo? participant = null, Protocol.Room? room = null) => _roster.Follow(new()
    {
        Event = what,
        CreatedAt = _time.GetUtcNow().ToUnixTimeSeconds(),
        Room = room ?? Room("RM_1", 10),
        Participant = participant,
    });

    private static Protocol.Room Room(string sid, long created) => new() { Sid = sid, Name = "r", CreationTime = created };

    private ParticipantInfo Person(string identity, DisconnectReason reason = DisconnectReason.UnknownReason, string? sid = null, long? joined = null) => new()
    {
        Sid = sid ?? $"PA_{identity}",
        Identity = identity,
        State = ParticipantInfo.Types.State.Active,
        JoinedAtMs = joined is { } seconds ? seconds * 1000 : _time.GetUtcNow().ToUnixTimeMilliseconds(),
        DisconnectReason = reason,
    };
}
