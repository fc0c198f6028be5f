using Lora.Project;

namespace Lora.Build.Tasks;

/// <summary>The files that a stage keeps in <c>obj</c>, and whether its result still stands.</summary>
internal sealed class StageFiles(StagePaths paths, StageName stage)
{
    /// <summary>Why the result is what it is; MSBuild's input of the target.</summary>
    public string Key { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.key.json");

    /// <summary>Written last by the engine; MSBuild's output of the target.</summary>
    public string Result { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.result.json");

    /// <summary>The engine's work order.</summary>
    public string Request { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.request.json");

    /// <summary>The files that the stage made (<see cref="OutputList"/>).</summary>
    public string Outputs { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.outputs.txt");

    /// <summary>The files that the stage made last time; null if that is not known.</summary>
    public IReadOnlyList<OutputFile>? ReadOutputs() => File.Exists(Outputs) ? OutputList.Read(File.ReadAllText(Outputs)) : null;

    /// <summary>
    /// Writes the key file if it differs. If the result does not belong to it, or one of its files is gone, the result file is deleted: then MSBuild sees the
    /// target as out of date. Returns the files of a result that stands, else null.
    /// </summary>
    public IReadOnlyList<OutputFile>? Refresh(KeyFile key, out IReadOnlyList<string> changed)
    {
        var earlier = File.Exists(Key) ? File.ReadAllText(Key) : null;
        changed = earlier is null || earlier == key.Text ? [] : key.ChangedSince(earlier);
        if (earlier != key.Text)
        {
            AtomicFile.Write(Key, key.Text);
        }

        var stands = File.Exists(Result) && File.GetLastWriteTimeUtc(Result) >= File.GetLastWriteTimeUtc(Key);
        var outputs = stands ? ReadOutputs() : null;
        if (outputs is null || !outputs.All(output => File.Exists(output.In(paths))))
        {
            File.Delete(Result);
            return null;
        }

        return outputs;
    }
}
