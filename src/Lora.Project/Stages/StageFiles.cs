using System.Globalization;
using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The files that a stage keeps in <c>obj</c>, those that stages hand to each other there, and whether a result still stands.</summary>
public sealed class StageFiles(StagePaths paths, Stage stage)
{
    // files of a stage: from so many on a list of their folder costs less than a question for each
    private const int Many = 64;

    /// <summary>Whose files.</summary>
    public Stage Stage => stage;

    /// <summary>Why the result is what it is; MSBuild's input of the target.</summary>
    public string Key { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.key.json");

    /// <summary>Written last, when nothing about the stage has failed; MSBuild's output of the target.</summary>
    public string Result { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.result.json");

    /// <summary>The engine's work order.</summary>
    public string Request { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.request.json");

    /// <summary>What the stage made and found (<see cref="StageMade"/>).</summary>
    public string Made { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.made.tsv");

    /// <summary>The key file that what the stage made last belongs to: what a change is held against.</summary>
    public string Last { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.last.json");

    /// <summary>How long the stage took when it last ran itself (<see cref="StageTime"/>).</summary>
    public string Took { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.took.tsv");

    /// <summary>The resized picture, below <c>obj</c>: <c>images/01.png</c> for the first.</summary>
    public static string Picture(ImageItem image) => $"images/{Number(image)}.png";

    /// <summary>The mask of its loss at the resized picture's size, below <c>obj</c>: <c>masks/01.png</c>; no file where all of it counts.</summary>
    public static string Mask(ImageItem image) => $"masks/{Number(image)}.png";

    /// <summary>The mask, small, beside the dataset's report: <c>thumbs/01-mask.jpg</c>.</summary>
    public static string MaskThumbnail(ImageItem image) => $"thumbs/{Number(image)}-mask.jpg";

    /// <summary>The small picture beside the dataset's report: <c>thumbs/01.jpg</c>.</summary>
    public static string Thumbnail(ImageItem image) => $"thumbs/{Number(image)}.jpg";

    /// <summary>The caption as it is trained, below <c>obj</c>: <c>captions/01.txt</c>.</summary>
    public static string Caption(ImageItem image) => $"captions/{Number(image)}.txt";

    /// <summary>What the stage made last time; null if that is not known.</summary>
    public StageMade? ReadMade() => File.Exists(Made) ? StageMade.Read(File.ReadAllBytes(Made)) : null;

    /// <summary>Makes the result stand: what was made first, the result file last.</summary>
    /// <param name="result">Of a run that has succeeded.</param>
    /// <param name="took">How long it took; null where nobody has looked, or nothing was computed.</param>
    public void Keep(StageResult result, StageTime? took = null)
    {
        if (took is not null)
        {
            NewFile.Write(Took, took.Write());
        }

        if (File.Exists(Key) && File.ReadAllText(Key) is var key && Digest.Of(key) == result.Key)
        {
            NewFile.Write(Last, key);
        }

        NewFile.Write(Made, new StageMade(result.Key, result.Outputs, result.Findings).Write());
        NewFile.Write(Result, StageJson.Write(result));
    }

    /// <summary>What a result that stands has made; null if it does not belong to the key, or one of its files is gone. Changes nothing.</summary>
    public StageMade? Standing(KeyFile key) =>
        File.Exists(Key) && File.Exists(Result) && ReadMade() is { } made && made.Key == key.Hash && AreThere(made.Outputs) ? made : null;

    /// <summary>
    /// As <see cref="Standing"/>, and lets MSBuild, which compares the times of key file and result file, see the same: where nothing stands, the result file
    /// is deleted and the key file written if it differs; where the clock has been set back between the two, the result's time is mended.
    /// </summary>
    public StageMade? Refresh(KeyFile key)
    {
        if (Standing(key) is not { } made)
        {
            if (File.Exists(Result))
            {
                File.Delete(Result);
            }

            NewFile.WriteIfDifferent(Key, Encoding.UTF8.GetBytes(key.Text));
            return null;
        }

        if (File.GetLastWriteTimeUtc(Key) is var since && File.GetLastWriteTimeUtc(Result) < since)
        {
            File.SetLastWriteTimeUtc(Result, since);
        }

        return made;
    }

    private bool AreThere(IReadOnlyList<OutputFile> outputs)
    {
        if (outputs.Count < Many)
        {
            return outputs.All(output => File.Exists(output.In(paths)));
        }

        var there = new FilesThere();
        string[] folders = [.. Enum.GetValues<OutputRoot>().Select(root => OutputFile.FolderOf(root, paths))];
        Span<char> place = stackalloc char[512];
        foreach (var output in outputs)
        {
            if (!there.Has(Path.TryJoin(folders[(int)output.Root], output.Path, place, out var length) ? place[..length] : output.In(paths)))
            {
                return false;
            }
        }

        return true;
    }

    private static string Number(ImageItem image) => (image.Index + 1).ToString("D2", CultureInfo.InvariantCulture);
}
