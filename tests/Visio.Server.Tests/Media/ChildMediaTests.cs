using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Media;
using Visio.Server.Media.Child;
using Visio.Server.Meetings;
using Visio.Server.Settings;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Meetings;

namespace Visio.Server.Tests.Media;

/// <summary>What is special about a media process. That meetings work in one is shown by their own tests, run with <c>VISIO_TEST_MEDIA=child</c>.</summary>
[Trait("Database", "none")]
public sealed class ChildMediaTests
{
    [Fact]
    public async Task A_meeting_and_its_chat_go_on_while_the_web_side_is_restarted()
    {
        using var data = new TemporaryFolder();
        var (first, child) = await StartAsync(data);
        var meeting = await TestMeeting.StartAsync(first);
        var (leaving, staying) = (await meeting.EnterAsGuestAsync("Leaving"), await meeting.EnterAsGuestAsync("Staying"));
        foreach (var person in new[] { meeting.Owner, leaving, staying })
        {
            await InCall.StayAsync(first, person.Client);
        }

        await meeting.WaitUntilWrittenAsync(meeting.Owner, leaving, staying);
        await meeting.Owner.DoAsync("hand", new { identity = meeting.Owner.Identity, raised = true });
        var before = await meeting.ReadAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        await first.LeaveChildAsync();
        Assert.False(child.Ended.IsCompleted);

        // Nobody is there to hear it.
        var room = before.RoomId.ToString("N");
        child.App.Services.GetRequiredService<WebSide>().Tell(new LiveText
        {
            Room = room, Identity = staying.Identity, Name = "Staying", Topic = LiveText.ChatTopic, Id = "m1", Text = "Anybody?", At = DateTimeOffset.UtcNow, ReplyTo = "",
        });
        await child.App.Services.GetRequiredService<LiveKitServer>().Control.RemoveAsync(room, p => p.Identity == leaving.Identity);
        var second = await RunningServer.StartAsync(data: data, child: child);
        await UntilAsync(() => second.InDatabaseAsync(db => db.Admissions.AnyAsync(a => a.Identity == leaving.Identity && a.LeftAt != null)));
        await UntilAsync(() => second.InDatabaseAsync(db => db.ChatMessages.AnyAsync(m => m.MessageId == "m1" && m.Text == "Anybody?")));
        Assert.Equal(2, await second.InDatabaseAsync(db => db.Admissions.CountAsync(a => a.JoinedAt != null && a.LeftAt == null)));
        var after = await second.InDatabaseAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        Assert.Equal((before.Id, null, 3), (after.Id, after.EndedAt, after.PeakParticipants));
        Assert.NotNull(second.App.Services.GetRequiredService<LiveRoster>().Hand(room, meeting.Owner.Identity));

        // Whoever was there resumes, with a token that is looked at.
        await using var back = await InCall.ConnectAsync(second, staying.Token, staying.Client.Join.Participant.Sid);
        await second.InDatabaseAsync(db => db.Admissions.Where(a => a.Identity == meeting.Owner.Identity).ExecuteUpdateAsync(c => c.SetProperty(a => a.RevokedAt, DateTimeOffset.UtcNow)));
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => InCall.ConnectAsync(second, meeting.Owner.Token, meeting.Owner.Client.Join.Participant.Sid));
        await second.DisposeAsync();
        await child.Ended.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Without_the_media_process_joins_are_refused_with_a_code_and_pages_work()
    {
        using var data = new TemporaryFolder();
        var (server, child) = await StartAsync(data, settings => settings with { MediaCommand = ["/bin/false"] });
        var slug = await server.CreateRoomAsync();
        await child.DisposeAsync();
        using var visitor = server.NewVisitor();
        await UntilAsync(async () => (await visitor.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable);
        using var join = await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Ana" });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "media_unavailable"), (join.StatusCode, await RunningServer.CodeOf(join)));
        Assert.Equal("ok\n", await visitor.GetStringAsync("/healthz"));
        Assert.Contains("visio_media_process_up 0", await visitor.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var signalling = await visitor.GetAsync("/rtc/validate");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, signalling.StatusCode);
        await server.DisposeAsync();
    }

    /// <summary>A process of its own, of the program itself.</summary>
    [Fact]
    public async Task A_media_process_that_dies_is_started_again_and_ends_with_the_server()
    {
        using var data = new TemporaryFolder();
        await using (var server = await RunningServer.StartAsync(settings => Real(settings, data), data))
        {
            var place = new ChildPlace(data.Path);
            var first = place.ReadPid()!.Value;
            using (var process = System.Diagnostics.Process.GetProcessById(first))
            {
                process.Kill();
            }

            await UntilAsync(() => Task.FromResult(place.ReadPid() != first && server.App.Services.GetRequiredService<ILiveRooms>().Failure is null));
            using var visitor = server.NewVisitor();
            var metrics = await visitor.GetStringAsync("/metrics");
            Assert.Contains("visio_media_process_restarts_total 1", metrics, StringComparison.Ordinal);
            Assert.Contains("media_process_resident_memory_bytes", metrics, StringComparison.Ordinal);
            Assert.Contains("visio_media_peers 0", metrics, StringComparison.Ordinal);
            var settings = server.App.Services.GetRequiredService<VisioSettings>();
            Assert.EndsWith("answers", Assert.Single(await Visio.Server.Doctor.MediaProcessChecks.RunAsync(settings, CancellationToken.None)).Detail, StringComparison.Ordinal);
        }

        Assert.False(new ChildPlace(data.Path).HasMedia());
    }

    [Fact]
    public async Task A_media_process_with_other_settings_is_replaced()
    {
        using var data = new TemporaryFolder();
        var (first, child) = await StartAsync(data);
        await first.LeaveChildAsync();
        await using (await RunningServer.StartAsync(settings => Real(settings, data) with { MediaWaitsForWeb = TimeSpan.FromSeconds(7) }, data, child: null))
        {
            await child.Ended.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.NotNull(new ChildPlace(data.Path).ReadPid());
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_folder_does_not_start()
    {
        using var data = new TemporaryFolder();
        var (server, child) = await StartAsync(data);
        var refused = await Assert.ThrowsAsync<IOException>(() => RunningServer.StartAsync(data: data, child: child));
        Assert.Contains("another 'visio serve'", refused.Message, StringComparison.Ordinal);
        await server.DisposeAsync();
    }

    /// <summary>Also where a path is put together of something else: what the two processes say to each other is not for clients.</summary>
    [Theory]
    [InlineData("/state")]
    [InlineData("/rtc/%252e%252e/state")]
    [InlineData("/rtc/%252e%252e/news")]
    [InlineData("//state")]
    [InlineData("/twirp/%2e%2e/state")]
    public async Task What_the_two_say_to_each_other_is_not_reached_from_outside(string path)
    {
        using var data = new TemporaryFolder();
        var (server, _) = await StartAsync(data);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.DoesNotContain("fingerprint", await reader.ReadToEndAsync(), StringComparison.OrdinalIgnoreCase);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Media_on_a_port_of_the_web_is_handed_over()
    {
        using var data = new TemporaryFolder();
        var (server, _) = await StartAsync(data);
        for (var round = 0; round < 3; round++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Address.Host, server.Address.Port);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Convert.FromHexString("00030008" + "2112A442" + "000102030405060708090A0B" + "00190004" + "11000000"));
            var answer = new byte[20];
            await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal("0113", Convert.ToHexString(answer, 0, 2));
        }

        await server.DisposeAsync();
    }

    /// <summary>As browsers do over https: a WebSocket over HTTP/2 (RFC 8441), and TURN inside TLS.</summary>
    [Fact]
    public async Task Signalling_over_HTTP_2_and_media_inside_TLS_are_passed_on()
    {
        using var data = new TemporaryFolder();
        using var authority = new Visio.Server.Tests.Certificates.TestAuthority();
        var (certificate, key) = authority.Issue(TimeSpan.FromDays(90), "visio.example");
        var file = Path.Combine(data.Path, "a.pem");
        await File.WriteAllTextAsync(file, certificate + "\n" + key);
        var (server, _) = await StartAsync(data, settings => settings with { Urls = ["https://127.0.0.1:0"], CertificateFiles = [new(file, null, null)] });
        var token = new AccessToken { Identity = "operator", Name = "Operator", Video = new VideoGrant { Room = "test", RoomJoin = true } }
            .Sign("devkey", "secret", DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        using (var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, chain, _) => chain is not null } })
        using (var invoker = new HttpMessageInvoker(handler))
        using (var socket = new System.Net.WebSockets.ClientWebSocket())
        {
            (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            await socket.ConnectAsync(new Uri($"wss://{server.Address.Authority}/rtc/v1?join_request=CAA&access_token={token}"), invoker, CancellationToken.None);
            var received = await socket.ReceiveAsync(new byte[64 * 1024], new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
            Assert.Equal(System.Net.WebSockets.WebSocketMessageType.Binary, received.MessageType);
            Assert.True(received.Count > 0);
        }

        using var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var tls = new System.Net.Security.SslStream(new NetworkStream(tcp));
        await tls.AuthenticateAsClientAsync(new System.Net.Security.SslClientAuthenticationOptions
        {
            TargetHost = "visio.example",
            RemoteCertificateValidationCallback = (_, _, chain, _) => chain is not null,
        });
        await tls.WriteAsync(Convert.FromHexString("00030008" + "2112A442" + "000102030405060708090A0B" + "00190004" + "11000000"));
        var answer = new byte[20];
        await tls.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("0113", Convert.ToHexString(answer, 0, 2));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_is_let_in_whom_nobody_has_reviewed()
    {
        var web = new WebSide(TimeProvider.System);
        var waiting = web.ReviewAsync(new AccessToken { Identity = "p_a" }).AsTask();
        Assert.False(waiting.IsCompleted);
        var line = web.Attach();
        var asked = await line.Reader.ReadAsync();
        web.Detach(line);

        // The web side is gone with the question; the next one is asked.
        var next = web.Attach();
        var again = await next.Reader.ReadAsync();
        Assert.Equal("p_a", again.Question!.Token.Identity);
        web.Take(new(again.Question.Number, null, IsUnknown: false));
        Assert.Null(await waiting);
        Assert.NotNull(asked.Question);

        var failing = web.ReviewAsync(new AccessToken { Identity = "p_b" }).AsTask();
        web.Take(new((await next.Reader.ReadAsync()).Question!.Number, null, IsUnknown: true));
        await Assert.ThrowsAsync<LiveKitUnavailableException>(() => failing);
    }

    [Fact]
    public void A_folder_whose_name_is_too_long_for_a_socket_gets_a_short_one_that_the_next_process_finds()
    {
        using var data = new TemporaryFolder();
        var deep = Path.Combine(data.Path, new string('a', 120));
        Directory.CreateDirectory(deep);
        var place = new ChildPlace(deep);
        Assert.InRange(place.Signalling.Length, 1, 107);
        Assert.Equal(place.Control, new ChildPlace(deep).Control);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(place.Control)!));
        Directory.Delete(Path.GetDirectoryName(place.Control)!);
    }

    private static async Task<(RunningServer Server, ChildVisio Child)> StartAsync(TemporaryFolder data, Func<VisioSettings, VisioSettings>? change = null)
    {
        ChildVisio? child = null;
        var server = await RunningServer.StartAsync(
            change,
            data,
            startChild: async settings => child = await ChildVisio.StartAsync(settings));
        return (server, child!);
    }

    private static VisioSettings Real(VisioSettings settings, TemporaryFolder data) => settings with
    {
        MediaInChild = true,
        MediaPort = 0,
        MediaCommand = ["dotnet", Path.Combine(AppContext.BaseDirectory, "visio.dll"), "media", "--supervised", "--dev", "--data", data.Path, "--media-port", "0", "--urls", "http://127.0.0.1:0"],
    };

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
