using System.Diagnostics;
using Visio.Rtc;
using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Sfu.Tests;

/// <summary>
/// Meetings one after the other in virtual time, in which people come, go, move to another network, begin ICE anew, publish, subscribe,
/// hide and choose layers at random. Who is subscribed goes on receiving, and an empty room leaves nothing behind: no peer, deadline,
/// way to a peer, or memory. Two minutes in <c>make test</c>, two hours in <c>make soak</c>.
/// </summary>
[Collection(MemoryTests.Name)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int MostPeople = 6;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    [Fact]
    public void What_comes_and_goes_leaves_nothing_behind()
    {
        var isSoak = Environment.GetEnvironmentVariable("VISIO_SOAK") is not null;
        var (rounds, round) = isSoak ? (12, TimeSpan.FromMinutes(10)) : (4, TimeSpan.FromSeconds(30));
        var seed = isSoak ? Environment.TickCount : 46;
        using var meeting = new Meeting(seed);
        var deadlines = meeting.Core.Deadlines.Count;
        var random = new Random(seed);
        var remaining = new List<(long Managed, long Process)>();
        var changes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rounds; i++)
        {
            var churn = new Churn(meeting, random, changes);
            for (var end = meeting.Now + round; meeting.Now < end;)
            {
                churn.Change();
                churn.RunAndCheck(Step);
            }

            churn.End();
            meeting.RunSeconds(1);
            meeting.Events.Clear();

            var counters = meeting.Core.Counters;
            Assert.Equal((0, 0, 0, 0), (counters.Peers, counters.Publications, counters.Subscriptions, meeting.Core.Ways));
            Assert.Equal(deadlines, meeting.Core.Deadlines.Count);
            Assert.Equal(0, counters.PeersCrashed);
            remaining.Add((GC.GetTotalMemory(forceFullCollection: true), Process.GetCurrentProcess().WorkingSet64));
        }

        output.WriteLine($"seed {seed}, {meeting.Now.Milliseconds / 1000} s, {meeting.Core.Counters.PacketsForwarded} packets forwarded; {string.Join(", ", changes)}");
        output.WriteLine($"left in MiB, managed and whole process: {string.Join(", ", remaining.Select(r => $"{r.Managed / 1048576.0:F2} {r.Process / 1048576}"))}");
        Assert.All(changes.Values, count => Assert.True(count > 0));

        // The first rounds still compile and fill what stays.
        var (early, late) = (remaining[1], remaining[^1]);
        Assert.True(late.Managed - early.Managed < 1 << 20, $"{late.Managed - early.Managed} bytes more");
        Assert.True(late.Process - early.Process < 48 << 20, $"the process has {late.Process - early.Process} bytes more");
    }

    private sealed class Churn(Meeting meeting, Random random, SortedDictionary<string, int> changes)
    {
        private readonly Dictionary<TrackReceiver, Listening> _listening = [];
        private int _hosts;

        public void Change()
        {
            var people = meeting.Participants;
            if (people.Count < 2)
            {
                Enter();
                return;
            }

            var one = people[random.Next(people.Count)];
            var listening = _listening.Where(l => l.Value.By == one).Select(l => l.Key).ToList();
            switch (random.Next(9))
            {
                case 0 or 1 when people.Count < MostPeople:
                    Enter();
                    break;
                case 2 when people.Count > 2:
                    Leave(one);
                    Count("leave");
                    break;
                case 3:
                    // Everybody behind this address has a new one now, as when a laptop goes from the cable to the radio.
                    one.Host.Address = TransportAddress.FromIPv4(0x0B000000 + (uint)++_hosts, 41_000);
                    meeting.RestartIce(one);
                    Count("restart on another network");
                    break;
                case 4:
                    Leave(one);
                    Enter();
                    Count("full reconnect");
                    break;
                case 5 when listening.Count > 0:
                    var choosing = listening[random.Next(listening.Count)];
                    meeting.Core.SetLimit(choosing.Id, new(random.Next(2), random.Next(2) * 5), meeting.Now);
                    Count("layer");
                    break;
                case 6 when listening.Count > 0:
                    var hidden = listening[random.Next(listening.Count)];
                    var state = _listening[hidden];
                    state.IsPaused = !state.IsPaused;
                    meeting.Core.SetPaused(hidden.Id, state.IsPaused, meeting.Now);
                    Count(state.IsPaused ? "hide" : "show");
                    break;
                case 7 when listening.Count > 0:
                    Unsubscribe(one, listening[random.Next(listening.Count)]);
                    Count("unsubscribe");
                    break;
                case 8:
                    SubscribeToAll(one);
                    Count("subscribe");
                    break;
            }
        }

        /// <summary>Lets time pass; who is subscribed to something that is sent has received more of it then.</summary>
        public void RunAndCheck(TimeSpan time)
        {
            // Connections and key frames take their time after a change; what is measured comes after.
            meeting.Run(time);
            var before = _listening.ToDictionary(l => l.Key, l => l.Key.Count);
            meeting.Run(time);
            foreach (var (receiver, count) in before)
            {
                var (grown, listening) = (receiver.Count - count, _listening[receiver]);
                Assert.True(listening.IsPaused ? grown == 0 : grown > 0, $"{listening.By.Id} received {grown} packets of {receiver.Id}, paused: {listening.IsPaused}");
            }

            meeting.Events.Clear();
            foreach (var one in meeting.Participants)
            {
                one.Peer.Events.Clear();
                one.Peer.DataEvents.Clear();
            }
        }

        public void End()
        {
            foreach (var one in meeting.Participants.ToList())
            {
                Leave(one);
            }
        }

        private void Enter()
        {
            var one = meeting.Join(random.Next(3) == 0 ? new LinkConditions { Loss = 0.02 } : null);
            one.PublishAudio();
            foreach (var layer in one.PublishSimulcast("h", "q").Layers)
            {
                (layer.IsSending, layer.Keeps, layer.StepsPerFrame) = (true, false, 5);
            }

            meeting.Participants.ForEach(SubscribeToAll);
            Count("enter");
        }

        private void SubscribeToAll(Participant one)
        {
            var has = _listening.Where(l => l.Value.By == one).Select(l => l.Value.To).ToHashSet();
            foreach (var source in meeting.Participants.Where(p => p != one).SelectMany(p => p.Sources).DistinctBy(s => s.Id).Where(s => !has.Contains(s.Id)))
            {
                var receiver = one.Subscribe(source);
                receiver.Keeps = receiver.SendsNacks = false;
                _listening.Add(receiver, new(one, source.Id));
            }
        }

        private void Unsubscribe(Participant one, TrackReceiver receiver)
        {
            meeting.Core.Unsubscribe(receiver.Id);
            one.Receivers.Remove(receiver);
            _listening.Remove(receiver);
        }

        private void Leave(Participant one)
        {
            var published = one.Sources.Select(s => s.Id).ToHashSet();
            meeting.Leave(one);
            meeting.Network.Detach(one.Host);
            one.Peer.Dispose();
            foreach (var (receiver, listening) in _listening.Where(l => l.Value.By == one || published.Contains(l.Value.To)).ToList())
            {
                listening.By.Receivers.Remove(receiver);
                _listening.Remove(receiver);
            }
        }

        private void Count(string change) => changes[change] = changes.GetValueOrDefault(change) + 1;
    }

    private sealed class Listening(Participant by, PublicationId to)
    {
        public Participant By => by;

        public PublicationId To => to;

        public bool IsPaused { get; set; }
    }
}
