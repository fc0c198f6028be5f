using Lora.Project;

namespace Lora.Engine;

/// <summary>Whether the base model's files are still those whose hashes stand in the keys.</summary>
internal static class ModelFiles
{
    /// <summary>
    /// Called behind every reading of a model and before anything that was made with it is stored: content that changed in between must not lie under the old content's
    /// key.
    /// </summary>
    /// <exception cref="FindingException">A file has come, gone or changed since it was hashed.</exception>
    internal static void Check(StageRequest request)
    {
        var hashed = request.ModelFiles.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var there = BaseModelFiles.Find(request.Paths.BaseModel, static _ => "").Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        hashed.SymmetricExceptWith(there);
        var changed = hashed.Order(StringComparer.Ordinal).FirstOrDefault() ?? request.ModelFiles.FirstOrDefault(HasChanged)?.Path;
        if (changed is not null)
        {
            throw new FindingException(EngineDiagnostics.InputChanged.At(
                $"'{Path.GetRelativePath(request.Paths.BaseModel, changed)}' of the base model changed while the build ran.", changed));
        }
    }

    private static bool HasChanged(ModelFile file) => Digest.OfFile(file.Path) != file.Sha256;
}
