using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Visio.Rtc.Buffers;

/// <summary>
/// Asks the processor for memory that is read soon, so that it is in the cache when it is: what is kept for each of hundreds of receivers is
/// not, once the kernel has copied a picture for all the others. A hint: nothing is read or changed, and an object that has moved
/// meanwhile costs its usual time. Without effect on processors other than x86. From any thread.
/// </summary>
public static unsafe class CacheLines
{
    private const int LineSize = 64;

    /// <summary>Before the elements of an array are its type and its length.</summary>
    private const int ArrayHead = 16;

    /// <summary>Asks for the first <paramref name="bytes"/> of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Warm(object target, int bytes)
    {
        // The reference itself, without the look at the object that any use of it would be.
        Warm(Unsafe.As<object, nint>(ref target), bytes);
    }

    /// <summary>Asks for the head of an array, where its length is, and for some of its elements.</summary>
    /// <typeparam name="T">Of the elements.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Warm<T>(T[] array, long index, int count)
        where T : unmanaged
    {
        var head = Unsafe.As<T[], nint>(ref array);
        Warm(head, LineSize);

        // From the first element's line to the last one's: elements are not aligned to lines.
        var first = head + ArrayHead + ((nint)index * sizeof(T));
        Warm(first & ~(nint)(LineSize - 1), (int)(first & (LineSize - 1)) + (count * sizeof(T)));
    }

    /// <summary>The same for memory at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Warm(nint address, int bytes)
    {
        if (Sse.IsSupported)
        {
            for (var i = 0; i < bytes; i += LineSize)
            {
                Sse.Prefetch0((byte*)address + i);
            }
        }
    }
}
