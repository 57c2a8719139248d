using System.Text.Json;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Shows the host what participants write to everybody on the topics that it asked for: text streams, data packets, and chat in its two
/// older forms. What is for some alone, encrypted or lossy is not looked into, and what is shown has been let through before. Owned by
/// the room's actor.
/// </summary>
internal sealed class TextTap(RoomState room, LiveKitOptions options)
{
    /// <summary>Chat of LiveKit components before 2.8: JSON with <c>id</c> and <c>message</c>.</summary>
    private const string OldChatTopic = "lk-chat-topic";

    private const int MaxIdLength = 64;

    // What Unicode writes with four bytes takes two UTF-16 units, so three bytes for each of them are the most.
    private const int MaxBytes = 3 * LiveText.MaxLength;

    public void Observe(Participant sender, DataPacket packet)
    {
        if (options.ObserveText is null || sender.IsHidden || packet.DestinationIdentities.Count > 0)
        {
            return;
        }

        switch (packet.ValueCase)
        {
            case DataPacket.ValueOneofCase.StreamHeader:
                Begin(sender, packet.StreamHeader);
                break;
            case DataPacket.ValueOneofCase.StreamChunk:
                sender.OpenTexts.Append(packet.StreamChunk);
                break;
            case DataPacket.ValueOneofCase.StreamTrailer:
                if (sender.OpenTexts.Take(packet.StreamTrailer.StreamId) is { } whole)
                {
                    Tell(sender, whole.Header, whole.Bytes);
                }

                break;
            case DataPacket.ValueOneofCase.ChatMessage when packet.ChatMessage is { Deleted: false, HasEditTimestamp: false } chat:
                Tell(sender, LiveText.ChatTopic, chat.Id, Cut(chat.Message));
                break;
            case DataPacket.ValueOneofCase.User when packet.User is { DestinationIdentities.Count: 0, DestinationSids.Count: 0, Payload.Length: <= MaxBytes } user:
                ObservePacket(sender, user);
                break;
        }
    }

    private void Begin(Participant sender, DataStream.Types.Header header)
    {
        if (!options.ObservedTopics.Contains(header.Topic)
            || header.EncryptionType != Encryption.Types.Type.None
            || header.TextHeader is not { OperationType: DataStream.Types.OperationType.Create })
        {
            return;
        }

        if (header.HasInlineContent)
        {
            Tell(sender, header, header.InlineContent.Memory);
        }
        else
        {
            sender.OpenTexts.Begin(header, MaxBytes);
        }
    }

    private void ObservePacket(Participant sender, UserPacket user)
    {
        if (user.Topic == OldChatTopic && options.ObservedTopics.Contains(LiveText.ChatTopic))
        {
            if (TryReadOldChat(user.Payload, out var id, out var message))
            {
                Tell(sender, LiveText.ChatTopic, id, Cut(message));
            }
        }
        else if (user.Topic != LiveText.ChatTopic && options.ObservedTopics.Contains(user.Topic))
        {
            Tell(sender, user.Topic, user.Id, Utf8Start.Decode(user.Payload.Span, LiveText.MaxLength));
        }
    }

    private void Tell(Participant sender, DataStream.Types.Header header, ReadOnlyMemory<byte> bytes)
    {
        if (Utf8Start.TryInflate(bytes, header.Compression, MaxBytes, out var plain))
        {
            var text = Utf8Start.Decode(plain.Span, LiveText.MaxLength);
            Tell(sender, header.Topic, header.StreamId, text, header.TextHeader.ReplyToStreamId, header.Attributes);
        }
    }

    private void Tell(
        Participant sender, string topic, string id, string text, string replyTo = "", IEnumerable<KeyValuePair<string, string>>? attributes = null)
    {
        if (id.Length > MaxIdLength || text.Length == 0 || !options.ObservedTopics.Contains(topic))
        {
            return;
        }

        options.ObserveText!(new()
        {
            Room = room.Name,
            Identity = sender.Identity,
            Name = sender.Name,
            Topic = topic,
            Id = id,
            Text = text,
            At = room.Now,
            ReplyTo = replyTo.Length <= MaxIdLength ? replyTo : "",
            Attributes = (attributes ?? []).ToDictionary(StringComparer.Ordinal),
        });
    }

    private static string Cut(string text) =>
        text.Length <= LiveText.MaxLength ? text : text[..(char.IsHighSurrogate(text[LiveText.MaxLength - 1]) ? LiveText.MaxLength - 1 : LiveText.MaxLength)];

    /// <summary>False also for the copy of a message that was sent as a text stream too.</summary>
    private static bool TryReadOldChat(ByteString payload, out string id, out string message)
    {
        (id, message) = ("", "");
        try
        {
            using var json = JsonDocument.Parse(payload.Memory);
            if (json.RootElement is not { ValueKind: JsonValueKind.Object } chat
                || (chat.TryGetProperty("ignoreLegacy", out var ignored) && ignored.ValueKind == JsonValueKind.True)
                || !chat.TryGetProperty("id", out var idText) || idText.ValueKind != JsonValueKind.String
                || !chat.TryGetProperty("message", out var messageText) || messageText.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            (id, message) = (idText.GetString()!, messageText.GetString()!);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is no Unicode.
            return false;
        }
    }
}
