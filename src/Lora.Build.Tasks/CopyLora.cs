using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// Copies the finished LoRA and its preview into the folder that <c>LoraCopyTo</c> names, each beside its place and renamed into it; what lies there already is
/// left alone.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class CopyLora : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    private protected override bool Run()
    {
        var plan = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory)).Plan;
        if (plan.CopyTo.Length == 0)
        {
            return true;
        }

        // a program knows LoRAs by their names: those of several base models need one each
        var name = plan.Alias.Length > 0 ? $"{plan.OutputName}-{plan.Alias}" : plan.OutputName;
        foreach (var extension in (string[])[".safetensors", ".png"])
        {
            var target = Path.Combine(plan.CopyTo, name + extension);
            try
            {
                Copy(Path.Combine(plan.Paths.OutDirectory, plan.OutputName + extension), target);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.Log(ProjectDiagnostics.LoraNotCopied.At($"'{target}' cannot be written: {e.Message}", plan.PlaceOf(OutputOptions.LoraCopyTo)));
                return false;
            }
        }

        return true;
    }

    private void Copy(string from, string to)
    {
        var (source, standing) = (new FileInfo(from), new FileInfo(to));
        // a copy has the time of what it is a copy of
        if (!source.Exists || (standing.Exists && (standing.Length, standing.LastWriteTimeUtc) == (source.Length, source.LastWriteTimeUtc)))
        {
            return;
        }

        NewFile.Make(to, beside =>
        {
            File.Copy(from, beside, overwrite: true);
            File.SetLastWriteTimeUtc(beside, source.LastWriteTimeUtc);
        });
        Log.LogMessage(MessageImportance.High, "Copied: {0}", to);
    }
}
