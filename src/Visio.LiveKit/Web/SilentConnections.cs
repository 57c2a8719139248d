using System.Net;
using System.Net.Sockets;

namespace Visio.LiveKit.Web;

/// <summary>
/// Connections that have said nothing yet. Browsers open some in advance, and a whole ministry is behind one address, so nobody is refused:
/// of too many, the one that has been silent the longest is closed, which is never one of somebody who is about to speak. Any thread.
/// </summary>
/// <param name="most">Altogether; each holds a descriptor.</param>
/// <param name="mostOfOne">Of one address (IPv4), or one network of 64 bits (IPv6).</param>
internal sealed class SilentConnections(int most = SilentConnections.Most, int mostOfOne = SilentConnections.MostOfOne)
{
    public const int Most = 4096;
    public const int MostOfOne = 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _all = [];
    private readonly Dictionary<UInt128, LinkedList<Entry>> _byOrigin = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>A connection has come.</summary>
    /// <returns>To be disposed of when it has spoken, or is gone.</returns>
    public IDisposable Add(Socket socket)
    {
        Entry? tooMuch = null;
        Entry entry;
        lock (_lock)
        {
            var origin = OriginOf(socket);
            if (!_byOrigin.TryGetValue(origin, out var ofOne))
            {
                _byOrigin[origin] = ofOne = [];
            }

            entry = new(this, socket, origin);
            entry.InAll = _all.AddLast(entry);
            entry.InOrigin = ofOne.AddLast(entry);
            tooMuch = ofOne.Count > mostOfOne ? ofOne.First!.Value : _all.Count > most ? _all.First!.Value : null;
        }

        tooMuch?.Dispose();
        tooMuch?.Socket.Dispose();
        return entry;
    }

    private static UInt128 OriginOf(Socket socket)
    {
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address.MapToIPv6();
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes());
        return address.IsIPv4MappedToIPv6 ? bits : bits >> 64;
    }

    private sealed class Entry(SilentConnections owner, Socket socket, UInt128 origin) : IDisposable
    {
        public Socket Socket => socket;

        public LinkedListNode<Entry>? InAll { get; set; }

        public LinkedListNode<Entry>? InOrigin { get; set; }

        public void Dispose()
        {
            lock (owner._lock)
            {
                if (InAll is null || InOrigin is null)
                {
                    return;
                }

                owner._all.Remove(InAll);
                var ofOne = owner._byOrigin[origin];
                ofOne.Remove(InOrigin);
                if (ofOne.Count == 0)
                {
                    owner._byOrigin.Remove(origin);
                }

                (InAll, InOrigin) = (null, null);
            }
        }
    }
}
