namespace Lora.Project;

/// <summary>The folders that a stage writes to.</summary>
public enum OutputRoot
{
    /// <summary><see cref="StagePaths.ObjDirectory"/>.</summary>
    Obj,

    /// <summary><see cref="StagePaths.OutDirectory"/>.</summary>
    Out,
}

/// <summary>A file that a stage made, named without its place on this machine, so that the store can put it into another folder.</summary>
/// <param name="Root">Below which folder it lies.</param>
/// <param name="Path">Relative to that folder, with '/'.</param>
/// <param name="Sha256">Of its bytes, 64 lower-case hex digits.</param>
public sealed record OutputFile(OutputRoot Root, string Path, string Sha256)
{
    /// <summary>Where it lies on this machine.</summary>
    public string In(StagePaths paths) => System.IO.Path.Combine(Root is OutputRoot.Obj ? paths.ObjDirectory : paths.OutDirectory, Path);
}
