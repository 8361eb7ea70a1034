/** How to reach a DICOMweb archive. */
export interface ArchiveAccess {
  /** DICOMweb root; may hold a user name and password. */
  url: string;
  user?: string;
  password?: string;
  /** How long it may take to begin an answer, in seconds. */
  timeout: number;
}

export function archiveAccess(
  given: { url: string; user?: string; passwordFile?: string; timeout: string },
  environment: Record<string, string | undefined>,
  names: { url: string; passwordFile: string; timeout: string },
): { access: ArchiveAccess; warnings: string[] };

export function basicAuthorization(
  access: Pick<ArchiveAccess, 'url' | 'user' | 'password'>,
): string | undefined;
