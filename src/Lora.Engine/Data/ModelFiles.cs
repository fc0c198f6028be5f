using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Whether the base model's files are still those whose hashes stand in the keys.</summary>
internal sealed class ModelFiles
{
    // files whose hash came without a status: hashed here, once while they have the status of then
    private readonly Dictionary<string, (string Hash, FileStatus Status)> _hashed = new(StringComparer.Ordinal);

    /// <summary>
    /// Called behind every reading of a model and before anything that was made with it is stored: content that changed in between must not lie under the old
    /// content's key.
    /// </summary>
    /// <exception cref="FindingException">A file has come, gone or changed since it was hashed.</exception>
    internal void Check(StageRequest request)
    {
        var hashed = request.ModelFiles.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        hashed.SymmetricExceptWith(BaseModelFiles.List(
            request.Paths.BaseModel, request.Paths.VaeModel, request.Paths.BaseModelConfig).Select(file => file.Path));
        var changed = hashed.Order(StringComparer.Ordinal).FirstOrDefault() ?? request.ModelFiles.FirstOrDefault(HasChanged)?.Path;
        if (changed is null && request.Loras.Select(lora => lora.File).FirstOrDefault(HasChanged) is { } lora)
        {
            throw new FindingException(EngineDiagnostics.InputChanged.At($"'{lora.Name}' of {lora.Part} changed while the build ran.", lora.Path));
        }

        if (changed is not null)
        {
            throw new FindingException(EngineDiagnostics.InputChanged.At(
                $"'{NameOf(changed, request.Paths)}' of the base model changed while the build ran.", changed));
        }
    }

    /// <summary>The same for a model that looks at pictures.</summary>
    /// <exception cref="FindingException">One of its files has gone or changed since it was hashed.</exception>
    internal void CheckPictureModel(StageRequest request, PictureModel model)
    {
        if (request.FilesOf(model).FirstOrDefault(HasChanged) is { } changed)
        {
            throw new FindingException(EngineDiagnostics.InputChanged.At($"'{changed.Name}' of the {model} changed while the build ran.", changed.Path));
        }
    }

    private static string NameOf(string file, StagePaths paths) =>
        file.StartsWith(paths.BaseModel + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetRelativePath(paths.BaseModel, file) : Path.GetFileName(file);

    private bool HasChanged(ModelFile file)
    {
        // before the bytes: a change while they are read shows next time
        var status = FileStatus.Of(file.Path);
        if (file.Status is not null)
        {
            return file.Status != status;
        }

        if (status is not null && _hashed.TryGetValue(file.Path, out var known) && known == (file.Sha256, status))
        {
            return false;
        }

        if (!File.Exists(file.Path) || Digest.OfFile(file.Path) != file.Sha256)
        {
            return true;
        }

        if (status is { } now)
        {
            _hashed[file.Path] = (file.Sha256, now);
        }

        return false;
    }
}
