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

    /// <summary>Asks for the first <paramref name="bytes"/> of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Warm(object target, int bytes)
    {
        // The reference itself, without the look at the object that any use of it would be.
        Warm(Unsafe.As<object, nint>(ref target), bytes);
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
