using System.Globalization;

namespace Lora.Diffusion;

/// <summary>What is said of a PyTorch checkpoint that is not read.</summary>
internal static class PickleFault
{
    /// <summary>The bytes contradict each other, or end too early.</summary>
    public static CheckpointException Damaged(string path, string what) => Refused(path, $"the file is damaged: {what}. Download or copy it again.");

    /// <summary>The file names what no weights need, and what could harm who opens it with PyTorch.</summary>
    public static CheckpointException Malicious(string path, string global) => Refused(path,
        $"the file would run '{Shown(global)}' when opened by PyTorch: it is malicious or damaged; do not use it.");

    /// <summary>Whole and harmless for all we know, but not of a kind that is read here.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What it is, then what to do.</param>
    public static CheckpointException Refused(string path, string problem) => new(path, problem) { SaysWhatToDo = true };

    /// <summary>A name from the file, fit for a message: no control characters, which a terminal would obey, and not endless.</summary>
    public static string Shown(string name)
    {
        const int most = 200;
        var cut = name.Length > most ? name[..most] + "..." : name;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c));
    }
}
