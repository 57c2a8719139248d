using Google.Protobuf;

namespace Visio.LiveKit.Twirp;

/// <summary>What a method answers: a message or an error.</summary>
internal readonly record struct TwirpAnswer(IMessage? Message, TwirpError? Error)
{
    public static implicit operator TwirpAnswer(TwirpError error) => new(null, error);

    public static TwirpAnswer From(IMessage message) => new(message, null);

    /// <summary>The message, or the error that says what was missing.</summary>
    public static TwirpAnswer Or(IMessage? message, TwirpError missing) => message is null ? missing : From(message);
}
