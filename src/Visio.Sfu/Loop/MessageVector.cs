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

    private readonly DatagramBatch _batch;
    private readonly Libc.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly byte* _controls;
    private readonly bool _ipv4;
    private readonly LocalPaths? _paths;
    private readonly uint _kind;

    /// <param name="batch">The slots.</param>
    /// <param name="ipv4">Whether the socket is of IPv4; one of IPv6 takes IPv4 too.</param>
    /// <param name="paths">Our addresses, on a socket that has several; null where there is but one.</param>
    /// <param name="kind">The bits of <see cref="Paths"/> that say which socket it is.</param>
    public MessageVector(DatagramBatch batch, bool ipv4, LocalPaths? paths, uint kind)
    {
        _kind = kind;
        _batch = batch;
        _ipv4 = ipv4;
        _paths = paths;
        Headers = (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));
        _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, AddressSize);
        _controls = (byte*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, AncillaryData.Capacity);
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            // The batch's memory is pinned for its lifetime, so its address may be kept.
            _vectors[i].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(batch.Slot(i)));
            Headers[i].Vectors = _vectors + i;
            Headers[i].VectorCount = 1;
            Headers[i].Name = _addresses + (i * AddressSize);
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
            Headers[i].Control = _paths is null ? null : Control(i);
            Headers[i].ControlLength = _paths is null ? 0 : (nuint)AncillaryData.Capacity;
        }
    }

    /// <summary>Tells the batch what the kernel wrote into its slots.</summary>
    public void CompleteReceive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var length = (Headers[i].Flags & Libc.MsgTruncated) == 0 ? (int)Headers[i].Length : 0;
            _batch.Set(i, length, ReadAddress(Headers[i].Name) with { Path = _kind | (_paths is null ? 0 : PathOf(i)) });
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
            header.ControlLength = (nuint)WriteControl(message, slot, count);
            header.Control = header.ControlLength > 0 ? Control(message) : null;
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

    private byte* Control(int message) => _controls + (message * AncillaryData.Capacity);

    private uint PathOf(int message) =>
        AncillaryData.TryReadLocalAddress(new(Control(message), (int)Headers[message].ControlLength), out var high, out var low)
            ? _paths!.Of(high, low)
            : 0;

    private int WriteControl(int message, int slot, int segments)
    {
        var control = new AncillaryData(new(Control(message), AncillaryData.Capacity));
        if (segments > 1)
        {
            control.AddSegmentSize((ushort)_batch.Length(slot));
        }

        if (_paths is not null && _paths.TryFind(_batch.Address(slot).Path & Paths.Number, out var high, out var low))
        {
            control.AddLocalAddress(_ipv4, high, low);
        }

        return control.Length;
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
