using System.Diagnostics;
using System.Globalization;

namespace Lora.Bench;

/// <summary>libvips' <c>vipsthumbnail</c> in processes of its own.</summary>
internal static class Thumbnailer
{
    /// <summary>Debian's libvips-tools.</summary>
    public const string Program = "vipsthumbnail";

    public static bool IsThere => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>A PNG file beside each of the pictures.</summary>
    /// <param name="side">The longer one.</param>
    /// <param name="threads">Of each process.</param>
    /// <param name="processes">At a time, each with eight pictures.</param>
    /// <returns>Seconds, and the processors' seconds.</returns>
    public static (double Wall, double Processors) Run(IReadOnlyList<string> files, int side, int threads, int processes)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"TIMEFORMAT='%R %U %S'; time xargs -P {processes} -n 8 {Program} --size {side} -o %s.png");
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["VIPS_CONCURRENCY"] = threads.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        process.StandardInput.Write(string.Join('\n', files));
        process.StandardInput.Close();
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && said.Trim().Split('\n')[^1].Split(' ') is [var wall, var user, var system]
            ? (Seconds(wall), Seconds(user) + Seconds(system))
            : throw new InvalidOperationException($"{Program}: {said}");
    }

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
