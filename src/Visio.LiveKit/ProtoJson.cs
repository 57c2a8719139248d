using Google.Protobuf;

namespace Visio.LiveKit;

/// <summary>The JSON forms of protobuf messages on LiveKit's interfaces.</summary>
internal static class ProtoJson
{
    /// <summary>Takes camelCase and original names, and ignores fields it does not know.</summary>
    public static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>camelCase without zero values: signalling and webhooks.</summary>
    public static readonly JsonFormatter Camel = new(JsonFormatter.Settings.Default);

    /// <summary>Original names with zero values: Twirp.</summary>
    public static readonly JsonFormatter Snake =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    /// <summary>Reads a message; false for anything that is not JSON of it.</summary>
    public static bool TryParse<T>(string json, out T message)
        where T : IMessage, new()
    {
        try
        {
            message = Parser.Parse<T>(json);
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException)
        {
            message = new T();
            return false;
        }
    }

    /// <summary>Reads a message from its binary form; false for anything else.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> bytes, MessageParser<T> parser, out T message)
        where T : IMessage<T>, new()
    {
        try
        {
            message = parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = new T();
            return false;
        }
    }
}
