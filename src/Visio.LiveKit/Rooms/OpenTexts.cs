using System.Buffers;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>The text streams that a participant has begun and not ended. They go with the participant.</summary>
internal sealed class OpenTexts
{
    /// <summary>Beyond as many at once, the oldest is given up.</summary>
    private const int MaxOpen = 8;

    private readonly List<OpenText> _open = [];

    /// <param name="header">What the stream begins with.</param>
    /// <param name="limit">How many bytes are kept; those that follow are not.</param>
    public void Begin(DataStream.Types.Header header, int limit)
    {
        if (_open.Count == MaxOpen)
        {
            _open.RemoveAt(0);
        }

        _open.Add(new(header, limit));
    }

    /// <summary>Parts come in order; a stream in which one is missing is given up.</summary>
    public void Append(DataStream.Types.Chunk chunk)
    {
        if (_open.Find(text => text.Header.StreamId == chunk.StreamId) is { } open && !open.TryAppend(chunk))
        {
            _open.Remove(open);
        }
    }

    /// <summary>Ends a stream; null for one that is not known.</summary>
    public (DataStream.Types.Header Header, ReadOnlyMemory<byte> Bytes)? Take(string id)
    {
        if (_open.Find(text => text.Header.StreamId == id) is not { } open)
        {
            return null;
        }

        _open.Remove(open);
        return (open.Header, open.Bytes);
    }

    private sealed class OpenText(DataStream.Types.Header header, int limit)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private ulong _next;

        public DataStream.Types.Header Header => header;

        public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

        public bool TryAppend(DataStream.Types.Chunk chunk)
        {
            if (chunk.ChunkIndex != _next)
            {
                return false;
            }

            _next++;
            _bytes.Write(chunk.Content.Span[..Math.Min(chunk.Content.Length, limit - _bytes.WrittenCount)]);
            return true;
        }
    }
}
