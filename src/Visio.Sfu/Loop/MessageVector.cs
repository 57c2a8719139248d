using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Visio.Rtc;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// The argument of recvmmsg and sendmmsg, built once over the slots of a batch: message headers, vectors and socket addresses in
/// native memory. When sending, a run of equally long datagrams to one address becomes one message that the kernel cuts up again
/// (UDP GSO): the way through its network stack, which is most of what a packet costs, is taken once for all of them.
/// </summary>
internal sealed unsafe class MessageVector : IDisposable
{
    /// <summary>Bytes of a <c>sockaddr_in6</c>, the larger of the two forms.</summary>
    private const int AddressSize = 28;
    private const int IPv4AddressSize = 16;

    /// <summary>The most the kernel cuts one message into (UDP_MAX_SEGMENTS was 64 before Linux 6.9), and the most that an IP packet holds.</summary>
    private const int MaxSegments = 64;
    private const int MaxMessage = 65_000;

    /// <summary>CMSG_LEN of a 16-bit value.</summary>
    private const int ControlLength = 18;

    private readonly DatagramBatch _batch;
    private readonly Libc.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly Libc.SegmentControl* _controls;
    private readonly bool _ipv4;

    public MessageVector(DatagramBatch batch, bool ipv4)
    {
        _batch = batch;
        _ipv4 = ipv4;
        Headers = (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));
        _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, AddressSize);
        _controls = (Libc.SegmentControl*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.SegmentControl));
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            // The batch's memory is pinned for its lifetime, so its address may be kept.
            _vectors[i].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(batch.Slot(i)));
            Headers[i].Vectors = _vectors + i;
            Headers[i].VectorCount = 1;
            Headers[i].Name = _addresses + (i * AddressSize);
            _controls[i] = new() { Length = ControlLength, Level = Libc.UdpLevel, Type = Libc.UdpSegment };
        }
    }

    public Libc.MessageHeaderWithLength* Headers { get; }

    /// <summary>Makes all slots ready to receive into.</summary>
    public void PrepareReceive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _vectors[i].Length = DatagramBatch.SlotSize;
            Headers[i].NameLength = AddressSize;
        }
    }

    /// <summary>Tells the batch what the kernel wrote into its slots.</summary>
    public void CompleteReceive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var length = (Headers[i].Flags & Libc.MsgTruncated) == 0 ? (int)Headers[i].Length : 0;
            _batch.Set(i, length, ReadAddress(Headers[i].Name));
        }

        _batch.Count = count;
    }

    /// <summary>Describes the batch's datagrams to the kernel, in order.</summary>
    /// <param name="inRuns">Whether equally long datagrams to one address that follow each other may be one message.</param>
    /// <returns>The number of messages.</returns>
    public int PrepareSend(bool inRuns) => Describe(message: 0, slot: 0, inRuns);

    /// <summary>Describes the datagrams of a message, and of all that follow, as one message each.</summary>
    /// <returns>The new number of messages.</returns>
    public int Split(int message) => Describe(message, (int)(Headers[message].Vectors - _vectors), inRuns: false);

    public void Dispose()
    {
        NativeMemory.Free(Headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_controls);
    }

    private int Describe(int message, int slot, bool inRuns)
    {
        for (; slot < _batch.Count; message++)
        {
            var count = inRuns ? RunLength(slot) : 1;
            ref var header = ref Headers[message];
            header.Vectors = _vectors + slot;
            header.VectorCount = (nuint)count;
            header.NameLength = WriteAddress(header.Name, _batch.Address(slot));
            header.Control = count > 1 ? _controls + message : null;
            header.ControlLength = count > 1 ? (nuint)sizeof(Libc.SegmentControl) : 0;
            _controls[message].SegmentSize = (ushort)_batch.Length(slot);
            for (var end = slot + count; slot < end; slot++)
            {
                _vectors[slot].Length = (nuint)_batch.Length(slot);
            }
        }

        return message;
    }

    /// <summary>How many datagrams from a slot on go to its address with its length; the last may be shorter, as the kernel allows.</summary>
    private int RunLength(int first)
    {
        var (address, length) = (_batch.Address(first), _batch.Length(first));
        var most = Math.Min(Math.Min(_batch.Count - first, MaxSegments), MaxMessage / Math.Max(length, 1));
        for (var count = 1; count < most; count++)
        {
            if (_batch.Address(first + count) != address || _batch.Length(first + count) > length)
            {
                return count;
            }

            if (_batch.Length(first + count) < length)
            {
                return count + 1;
            }
        }

        return Math.Max(most, 1);
    }

    private static TransportAddress ReadAddress(byte* address)
    {
        var bytes = new ReadOnlySpan<byte>(address, AddressSize);
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return MemoryMarshal.Read<ushort>(bytes) == Libc.AddressFamilyIPv4
            ? TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), port);
    }

    private uint WriteAddress(byte* destination, TransportAddress address)
    {
        var bytes = new Span<byte>(destination, AddressSize);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], address.Port);
        if (_ipv4)
        {
            MemoryMarshal.Write(bytes, (ushort)Libc.AddressFamilyIPv4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)address.Low);
            return IPv4AddressSize;
        }

        // A dual-stack socket takes IPv4 in its mapped form, which is how TransportAddress keeps it.
        MemoryMarshal.Write(bytes, (ushort)Libc.AddressFamilyIPv6);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], address.Low);
        return AddressSize;
    }
}
