using System.Net;
using System.Text.Json;
using Visio.LiveKit.Protocol;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Sfu.Loop;

namespace Visio.Bench.Clients;

/// <summary>One participant: it publishes on one connection, and is sent the others' tracks on another, as LiveKit's clients with two connections are.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);

    private readonly MediaThread _thread;
    private readonly SignalConnection _signal = new();
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionDescription> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _pictures = new(StringComparer.Ordinal);
    private readonly VideoQuality? _quality;
    private readonly IPAddress? _preferred;
    private readonly string _identity;
    private readonly TaskCompletionSource<MediaTransport> _subscriber = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MediaTransport? _publisher;
    private IPEndPoint? _trickled;
    private IceCredentials? _subscriberCredentials;

    private LoadClient(MediaThread thread, Uri server, string identity, VideoQuality? quality)
    {
        _thread = thread;
        _identity = identity;
        _quality = quality;
        _ = IPAddress.TryParse(server.Host, out _preferred);
    }

    /// <summary>The connection that the others' tracks come on, once the server has offered it.</summary>
    public Task<MediaTransport> Subscriber => _subscriber.Task;

    /// <param name="thread">Where its media is handled.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="token">Says who joins which room.</param>
    /// <param name="identity">For what is noted.</param>
    /// <param name="quality">The layer it asks for of every picture; null to ask for nothing.</param>
    public static async Task<LoadClient> JoinAsync(MediaThread thread, Uri server, string token, string identity, VideoQuality? quality = null)
    {
        var client = new LoadClient(thread, server, identity, quality);
        using var patience = new CancellationTokenSource(Patience);
        await client._signal.ConnectAsync(server, token, patience.Token);
        client._signal.Read(client.HandleAsync, words => thread.Note($"{identity}: {words}"));
        await client._joined.Task.WaitAsync(Patience);
        return client;
    }

    /// <summary>Publishes sound, and a picture in as many layers as are given, and begins to send.</summary>
    public async Task PublishAsync(IReadOnlyList<StreamFormat> pictures)
    {
        var tracks = new List<(string Cid, IReadOnlyList<OutgoingStream> Layers)>();
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        await _thread.InvokeAsync(() =>
        {
            tracks.Add(("sound", [_thread.Publish(StreamFormat.Sound with { Mid = "1" })]));
            if (pictures.Count > 0)
            {
                tracks.Add(("picture", [.. pictures.Select(p => _thread.Publish(p with { Mid = "2" }))]));
            }

            _publisher = new(_thread, Certificate, credentials);
            _thread.Add(_publisher);
            return true;
        });
        await _signal.SendAsync(new() { AddTrack = new() { Cid = "sound", Type = TrackType.Audio, Source = TrackSource.Microphone, DisableRed = true } });
        if (pictures.Count > 0)
        {
            await _signal.SendAsync(new() { AddTrack = Camera(pictures) });
        }

        await _signal.SendAsync(new() { Offer = new() { Type = "offer", Id = 1, Sdp = PublisherOffer.Write(credentials, Certificate.Fingerprint, tracks) } });
        var answer = ServerDescription.Parse((await _answered.Task.WaitAsync(Patience)).Sdp);
        await _thread.InvokeAsync(() =>
        {
            var now = _thread.Now;
            foreach (var (_, layers) in tracks)
            {
                foreach (var stream in layers)
                {
                    var section = answer.Media.First(m => m.Mid == stream.Format.Mid);
                    stream.Extensions = ExtensionIds.From(section);
                    _publisher!.Outgoing.Add(stream);
                    _thread.Start(stream, _publisher, layers[0].Source, now);
                }
            }

            _publisher!.Connect(ServerDescription.Transport(answer, DtlsRole.Client), ServerDescription.Address(answer, _preferred), _thread.Now);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _signal.SendAsync(new() { Leave = new() { Reason = DisconnectReason.ClientInitiated } });
        await _signal.DisposeAsync();
        await _thread.InvokeAsync(() =>
        {
            if (_publisher is not null)
            {
                _thread.Remove(_publisher);
            }

            if (_subscriber.Task.IsCompletedSuccessfully)
            {
                _thread.Remove(_subscriber.Task.Result);
            }

            return true;
        });
    }

    private static AddTrackRequest Camera(IReadOnlyList<StreamFormat> pictures)
    {
        var largest = pictures[^1];
        var request = new AddTrackRequest { Cid = "picture", Type = TrackType.Video, Source = TrackSource.Camera, Width = (uint)largest.Width, Height = (uint)largest.Height };
        for (var i = 0; i < pictures.Count; i++)
        {
            request.Layers.Add(new VideoLayer
            {
                Quality = pictures.Count == 1 ? VideoQuality.High : (VideoQuality)i,
                Width = (uint)pictures[i].Width,
                Height = (uint)pictures[i].Height,
                Bitrate = (uint)(pictures[i].FramePackets * pictures[i].PacketSize * 8 * 30),
            });
        }

        return request;
    }

    private async Task HandleAsync(SignalResponse response)
    {
        switch (response.MessageCase)
        {
            case SignalResponse.MessageOneofCase.Join:
                await WantAsync(response.Join.OtherParticipants);
                _joined.TrySetResult();
                break;
            case SignalResponse.MessageOneofCase.Update:
                await WantAsync(response.Update.Participants);
                break;
            case SignalResponse.MessageOneofCase.Offer:
                await AnswerAsync(response.Offer);
                break;
            case SignalResponse.MessageOneofCase.Answer:
                _answered.TrySetResult(response.Answer);
                break;
            case SignalResponse.MessageOneofCase.Trickle:
                await TrickleAsync(response.Trickle);
                break;
            case SignalResponse.MessageOneofCase.Leave:
                _thread.Note($"{_identity}: the server says to leave: {response.Leave.Reason}");
                break;
            default:
                break;
        }
    }

    private async Task AnswerAsync(SessionDescription offer)
    {
        var session = ServerDescription.Parse(offer.Sdp);
        var streams = ServerDescription.Streams(session, _thread.Counters).ToList();
        var remote = ServerDescription.Transport(session, DtlsRole.Client);
        var address = ServerDescription.Address(session, _preferred) ?? _trickled;
        _subscriberCredentials ??= IceCredentials.Create(SystemRandomSource.Instance);
        await _signal.SendAsync(new()
        {
            Answer = new() { Type = "answer", Id = offer.Id, Sdp = ServerDescription.Answer(session, _subscriberCredentials, Certificate.Fingerprint) },
        });
        await _thread.InvokeAsync(() =>
        {
            if (!_subscriber.Task.IsCompleted)
            {
                var made = new MediaTransport(_thread, Certificate, _subscriberCredentials);
                _thread.Add(made);
                _subscriber.SetResult(made);
            }

            var transport = _subscriber.Task.Result;
            transport.Connect(remote, address, _thread.Now);
            foreach (var (stream, repairSsrc, transportNumberId) in streams)
            {
                transport.Expect(stream, repairSsrc, transportNumberId);
            }

            return true;
        });
    }

    private async Task TrickleAsync(TrickleRequest trickle)
    {
        using var json = JsonDocument.Parse(trickle.CandidateInit);
        if (json.RootElement.TryGetProperty("candidate", out var candidate) && ServerDescription.Address(candidate.GetString() ?? "") is { } address)
        {
            var isPublisher = trickle.Target == SignalTarget.Publisher;
            _trickled = isPublisher ? _trickled : address;
            await _thread.InvokeAsync(() =>
            {
                var transport = isPublisher ? _publisher : _subscriber.Task.IsCompleted ? _subscriber.Task.Result : null;
                transport?.AddCandidate(address, _thread.Now);
                return true;
            });
        }
    }

    /// <summary>Asks for a layer of each picture there is, as a page with tiles of that size does.</summary>
    private async Task WantAsync(IEnumerable<ParticipantInfo> participants)
    {
        foreach (var track in participants.SelectMany(p => p.Tracks).Where(t => t.Type == TrackType.Video))
        {
            if (_quality is { } quality && _pictures.Add(track.Sid))
            {
                var settings = new UpdateTrackSettings { Quality = quality };
                settings.TrackSids.Add(track.Sid);
                await _signal.SendAsync(new() { TrackSetting = settings });
            }
        }
    }
}
