using System.ComponentModel;
using System.Globalization;
using Visio.LinkEmulator;

// link-emulator A B [SEED]: makes two network interfaces and a link between them. Lines on standard input change it while it runs:
// 'both|forth|back' and conditions (forth is from A to B), or 'totals'; each is answered by a line. It ends with its input.
if (args is not [var nameA, var nameB, .. var rest] || rest.Length > 1)
{
    await Console.Error.WriteLineAsync("usage: link-emulator A B [SEED]");
    return 2;
}

try
{
    using var a = new TunDevice(nameA);
    using var b = new TunDevice(nameB);
    var emulator = new Emulator(a, b, rest.Length == 1 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1);
    var carrying = new Thread(emulator.Run) { Name = "carrying", Priority = ThreadPriority.Highest };
    carrying.Start();
    await Console.Out.WriteLineAsync("ready");
    while (await Console.In.ReadLineAsync() is { } line)
    {
        await Console.Out.WriteLineAsync(emulator.Obey(line));
    }

    emulator.Stop();
    carrying.Join();
    return 0;
}
catch (Win32Exception e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
