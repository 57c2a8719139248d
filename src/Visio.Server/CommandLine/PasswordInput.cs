using System.Text;

namespace Visio.Server.CommandLine;

/// <summary>Reads a password that must not appear on the screen, in the list of processes or in the shell's history.</summary>
internal static class PasswordInput
{
    /// <summary>Typed unseen at a terminal; else the first line of the input. Null where there is none.</summary>
    public static async Task<string?> ReadAsync(TextReader input, TextWriter prompt, CancellationToken cancellationToken)
    {
        if (input != Console.In || Console.IsInputRedirected)
        {
            return await input.ReadLineAsync(cancellationToken);
        }

        await prompt.WriteAsync("Password: ");
        await prompt.FlushAsync(cancellationToken);
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        await prompt.WriteLineAsync();
        return text.ToString();
    }
}
