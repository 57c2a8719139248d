using System.Threading.Channels;
using Visio.LiveKit;
using Visio.Server.Media.Child;

namespace Visio.Server.Tests.Media;

/// <summary>What the media process keeps for a web side that comes later.</summary>
public sealed class WebSideTests
{
    private readonly ManualTime _time = new();
    private readonly WebSide _web;

    public WebSideTests() => _web = new(_time);

    [Fact]
    public void Texts_of_the_last_moments_of_a_web_side_are_told_the_next_however_late_that_comes()
    {
        var first = _web.Attach();
        _web.Tell(Text("long written"));
        _time.Advance(TimeSpan.FromSeconds(20));
        _web.Tell(Text("perhaps not written"));
        _web.Detach(first);
        _time.Advance(TimeSpan.FromMinutes(1));
        _web.Tell(Text("told to nobody"));
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = _web.Attach();
        Assert.Equal(["perhaps not written", "told to nobody"], Texts(second));

        _web.Detach(second);
        Assert.Equal(["perhaps not written", "told to nobody"], Texts(_web.Attach()));
    }

    [Fact]
    public void Texts_that_a_web_side_had_the_time_to_write_are_not_told_again()
    {
        var first = _web.Attach();
        _web.Tell(Text("written"));
        _time.Advance(TimeSpan.FromSeconds(20));
        _web.Detach(first);
        Assert.Empty(Texts(_web.Attach()));
    }

    private static LiveText Text(string text) =>
        new() { Room = "r", Identity = "p", Name = "P", Topic = LiveText.ChatTopic, Id = text, Text = text, At = DateTimeOffset.UnixEpoch, ReplyTo = "", Attributes = new Dictionary<string, string>() };

    private static List<string> Texts(Channel<ChildMessages.News> line)
    {
        var texts = new List<string>();
        while (line.Reader.TryRead(out var news))
        {
            texts.Add(news.Text!.Text);
        }

        return texts;
    }
}
