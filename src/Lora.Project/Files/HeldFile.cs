namespace Lora.Project;

/// <summary>A file that is locked as long as whoever opened it lives: the lock belongs to the open file, that of a killed process is free.</summary>
public static class HeldFile
{
    /// <summary>True if somebody has it open.</summary>
    public static bool Is(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
