using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests.Signalling;

/// <summary>The signalling side of a client over plain requests, message by message.</summary>
internal sealed class HttpSignalClient(HttpClient http)
{
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How many messages have been received.</summary>
    public long After { get; set; }

    /// <summary>The number of the next message to send.</summary>
    public long Next { get; set; }

    public string Key { get; private set; } = "";

    public List<SignalResponse> Received { get; } = [];

    /// <summary>Status and reason of the server's close; set when it came.</summary>
    public (int Status, string Reason)? Closed { get; private set; }

    public static Task<HttpResponseMessage> OpenAsync(HttpClient http, string token, string form, string path = "/rtc/v1/http")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http.SendAsync(request);
    }

    public static async Task<HttpSignalClient> ConnectAsync(HttpClient http, string token, JoinRequest? join = null)
    {
        using var answer = await OpenAsync(http, token, "join_request=" + JoinRequests.Plain(join ?? JoinRequests.Default()));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return new(http) { Key = await answer.Content.ReadAsStringAsync() };
    }

    /// <summary>Connects and reads up to the refresh token, which ends what every join begins with.</summary>
    public static async Task<HttpSignalClient> JoinAsync(HttpClient http, string token, JoinRequest? join = null)
    {
        var client = await ConnectAsync(http, token, join);
        await client.WaitAsync(r => r.RefreshToken.Length > 0);
        return client;
    }

    public async Task<HttpResponseMessage> PollAsync(long after, CancellationToken cut = default)
    {
        using var request = Request(HttpMethod.Get, $"/rtc/http/messages?after={after}");
        return await http.SendAsync(request, cut);
    }

    public async Task<HttpResponseMessage> PostAsync(long first, byte[] body, CancellationToken cut = default)
    {
        using var request = Request(HttpMethod.Post, $"/rtc/http/messages?first={first}");
        request.Content = new ByteArrayContent(body);
        // A refusal is read before the body is written, which a server that refuses does not take.
        request.Headers.ExpectContinue = true;
        return await http.SendAsync(request, cut);
    }

    public async Task SendAsync(SignalRequest message)
    {
        using var answer = await PostAsync(Next++, Frame(Binary, message.ToByteArray()));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Reads until a message is as wanted.</summary>
    public async Task<SignalResponse> WaitAsync(Predicate<SignalResponse> isWanted)
    {
        var seen = 0;
        using var end = new CancellationTokenSource(Patience);
        while (true)
        {
            for (; seen < Received.Count; seen++)
            {
                if (isWanted(Received[seen]))
                {
                    return Received[seen];
                }
            }

            Assert.Null(Closed);
            using var answer = await PollAsync(After, end.Token);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} after {string.Join(", ", Received.Select(r => r.MessageCase))}");
            After += Read(await answer.Content.ReadAsByteArrayAsync(end.Token));
        }
    }

    /// <summary>Reads to the server's close.</summary>
    public async Task<int> WaitForCloseAsync()
    {
        while (Closed is null)
        {
            using var answer = await PollAsync(After);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
            After += Read(await answer.Content.ReadAsByteArrayAsync());
        }

        return Closed.Value.Status;
    }

    public static byte[] Frame(byte opcode, ReadOnlySpan<byte> content)
    {
        var frame = new byte[5 + content.Length];
        frame[0] = opcode;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), content.Length);
        content.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Takes the messages of an answer; says how many.</summary>
    public int Read(byte[] body)
    {
        var count = 0;
        for (var at = 0; at < body.Length; count++)
        {
            var content = body.AsSpan(at + 5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1)));
            if (body[at] == Close)
            {
                Closed = (BinaryPrimitives.ReadUInt16BigEndian(content), System.Text.Encoding.UTF8.GetString(content[2..]));
            }
            else
            {
                Received.Add(body[at] == Binary ? SignalResponse.Parser.ParseFrom(content) : SignalResponse.Parser.ParseJson(System.Text.Encoding.UTF8.GetString(content)));
            }

            at += 5 + content.Length;
        }

        return count;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return request;
    }
}
