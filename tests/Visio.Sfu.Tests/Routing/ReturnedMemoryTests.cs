namespace Visio.Sfu.Tests.Routing;

[Collection(MemoryTests.Name)]
public sealed class ReturnedMemoryTests
{
    [Fact]
    public void A_muted_track_gives_its_packets_back_and_takes_memory_again_when_it_goes_on()
    {
        using var meeting = new Meeting(61);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(4);
        var used = Measure(meeting);
        video.IsSending = false;
        meeting.Core.SetMuted(video.Id, true, meeting.Now);
        meeting.RunSeconds(8);
        var muted = Measure(meeting);

        Assert.True(used.Publications - muted.Publications > 30_000, $"{used} before, {muted} muted");
        Assert.True(used.Subscriptions - muted.Subscriptions >= 32 * 36, $"{used} before, {muted} muted");
        var received = receiver.Count;
        video.IsSending = true;
        meeting.Core.SetMuted(video.Id, false, meeting.Now);
        meeting.RunSeconds(4);
        Assert.True(receiver.Count > received);
        Assert.Empty(receiver.Missing());
        Assert.Equal(used.Subscriptions, Measure(meeting).Subscriptions);
    }

    [Fact]
    public void A_paused_subscription_and_what_nobody_watches_give_their_memory_back()
    {
        using var meeting = new Meeting(62);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(4);
        var used = Measure(meeting);
        meeting.Core.SetPaused(receiver.Id, true, meeting.Now);
        meeting.RunSeconds(8);
        var paused = Measure(meeting);

        Assert.True(used.Publications - paused.Publications > 30_000, $"{used} before, {paused} paused");
        Assert.True(used.Subscriptions - paused.Subscriptions >= 32 * 36, $"{used} before, {paused} paused");
        meeting.Core.SetPaused(receiver.Id, false, meeting.Now);
        var received = receiver.Count;
        meeting.RunSeconds(4);
        Assert.True(receiver.Count > received);
        Assert.Empty(receiver.Missing());
    }

    [Fact]
    public void What_has_left_is_not_counted()
    {
        using var meeting = new Meeting(63);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        bob.Subscribe(alice.PublishVideo());
        meeting.RunSeconds(2);
        var both = Measure(meeting);
        Assert.True(both.Connections > 0 && both.Publications > 0 && both.Subscriptions > 0, $"{both}");

        meeting.Leave(alice);
        var one = Measure(meeting);
        Assert.Equal((0, 0), (one.Publications, one.Subscriptions));
        Assert.InRange(one.Connections, 1, both.Connections - 1);

        meeting.Core.CloseRoom(meeting.Room, meeting.Now);
        Assert.Equal(default, meeting.Core.Counters.Snapshot().Memory);
    }

    /// <summary>The objects are counted by constants: this says whether those are still about right.</summary>
    [Fact]
    public void What_is_counted_for_objects_is_about_what_they_take()
    {
        const int Streams = 200;
        using var meeting = new Meeting(64);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var before = (Heap: Heap(), Counted: Measure(meeting));
        var tracks = Enumerable.Range(0, Streams).Select(_ => alice.PublishVideo()).ToList();
        tracks.ForEach(t => t.IsSending = false);
        var published = (Heap: Heap(), Counted: Measure(meeting));
        tracks.ForEach(t => bob.Subscribe(t));
        var subscribed = (Heap: Heap(), Counted: Measure(meeting));

        AssertAbout(published.Heap - before.Heap, published.Counted.Publications - before.Counted.Publications);
        AssertAbout(subscribed.Heap - published.Heap, subscribed.Counted.Subscriptions - published.Counted.Subscriptions);
    }

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

    private static void AssertAbout(long real, long counted) =>
        Assert.True(counted > real / 2 && counted < real * 2, $"{counted} bytes counted, {real} taken");

    private static MemoryTotals Measure(Meeting meeting)
    {
        meeting.Core.Measure(meeting.Room, meeting.Now);
        return meeting.Core.Counters.Snapshot().Memory;
    }
}
